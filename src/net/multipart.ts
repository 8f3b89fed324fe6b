import { randomBytes } from 'node:crypto';

export interface FilePart {
  name: string;
  fileName: string;
  content: Uint8Array;
}

/** A form with a file (RFC 7578), whole in memory: its length is known, and it can be sent again. Names are ours, never a user's. */
export function multipart(fields: Record<string, string>, file: FilePart): { body: Uint8Array; contentType: string } {
  const boundary = `tracklistify-${randomBytes(16).toString('hex')}`;
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="${file.name}"; filename="${file.fileName}"\r\n` +
    'Content-Type: application/octet-stream\r\n\r\n';
  const body = Buffer.concat([
    Buffer.from(parts.join('') + head, 'utf8'),
    file.content,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { body, contentType: `multipart/form-data; boundary=${boundary}` };
}
