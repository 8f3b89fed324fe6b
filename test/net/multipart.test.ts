import { expect, it } from 'vitest';
import { multipart } from '../../src/net/multipart.js';

it('is a form with a named file, as Node reads it', async () => {
  const content = Buffer.from('\r\n--tracklistify\r\n\0\xff', 'latin1');
  const form = multipart({ purpose: 'Größe' }, { name: 'file', fileName: 'a.wav', content });
  const read = await new Response(Buffer.from(form.body), {
    headers: { 'content-type': form.contentType },
  }).formData();
  expect(read.get('purpose')).toBe('Größe');
  const file = read.get('file') as File;
  expect([file.name, file.type]).toEqual(['a.wav', 'application/octet-stream']);
  expect(Buffer.from(await file.arrayBuffer())).toEqual(content);
});
