import type { ProviderRequest } from './protocol.js';

export interface Part {
  /** Absent where the client gives none. */
  fileName?: string;
  contentType?: string;
  content: Buffer;
}

/** A form by its names (RFC 7578), as any client writes it: only spaces and quotation marks differ. Null for what is none. */
export function readForm({ headers, body }: ProviderRequest): Map<string, Part> | null {
  const type = String(headers['content-type'] ?? '');
  const boundary = /^multipart\/form-data\s*;\s*boundary=(?:"([^"]+)"|([^\s;"]+))\s*$/i
    .exec(type)
    ?.slice(1)
    .find(Boolean);
  if (!boundary) return null;
  const parts = new Map<string, Part>();
  const mark = Buffer.from(`--${boundary}`);
  let at = body.indexOf(mark);
  for (;;) {
    const next = body.indexOf(mark, at + mark.length);
    if (at < 0 || next < 0) return parts.size > 0 ? parts : null;
    // A line ends after the mark and before the next.
    const part = body.subarray(at + mark.length + 2, next - 2);
    const split = part.indexOf('\r\n\r\n');
    const head = part.subarray(0, split).toString();
    const name = /;\s*name="([^"]*)"/i.exec(head)?.[1];
    const fileName = /;\s*filename="([^"]*)"/i.exec(head)?.[1];
    const contentType = /^content-type:\s*(\S+)/im.exec(head)?.[1];
    if (split < 0 || name === undefined || parts.has(name)) return null;
    parts.set(name, {
      content: part.subarray(split + 4),
      ...(fileName === undefined ? {} : { fileName }),
      ...(contentType === undefined ? {} : { contentType }),
    });
    at = next;
  }
}
