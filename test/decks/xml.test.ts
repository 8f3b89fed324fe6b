import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readXml, type XmlEvent } from '../../src/decks/xml.js';
import type { TracklistifyEvent } from '../../src/domain/events.js';
import { tempFolder } from '../support/temp.js';

const KIND = { root: 'LIST', title: 'list of a test' };

async function readOf(content: string | Uint8Array, signal = new AbortController().signal) {
  const path = join(tempFolder(), 'a.xml');
  writeFileSync(path, content);
  const warnings: string[] = [];
  const emit = (event: TracklistifyEvent) => void (event.type === 'warning' && warnings.push(event.message));
  const events: XmlEvent[] = [];
  for await (const batch of readXml(path, KIND, { signal, emit })) events.push(...batch);
  return { path, events, warnings, short: events.map(short) };
}

const short = (event: XmlEvent): string => {
  if (event.kind === 'close') return `/${event.name}`;
  if (event.kind === 'text') return `"${event.text}"`;
  return [event.name, ...Object.entries(event.attributes).map(([key, value]) => `${key}=${value}`)].join(' ');
};

describe('an XML file of a DJ program', () => {
  it('is told in its order, with its entities resolved and the line of each element', async () => {
    const { events, short, warnings } = await readOf(
      '<?xml version="1.0" encoding="UTF-8"?>\n<!-- by hand -->\n<LIST>\n' +
        '  <T Name="Sea &amp; Sky &lt;&#x1F30A;&#10;&quot;"/>\n  <C>a &gt; b<![CDATA[ & <c> &amp; ]]></C>\n</LIST>\n',
    );
    expect(short).toEqual(['LIST', 'T Name=Sea & Sky <🌊\n"', '/T', 'C', '"a > b"', '" & <c> & "', '/C', '/LIST']);
    expect(events.flatMap((event) => (event.kind === 'open' ? [event.line] : []))).toEqual([3, 4, 5]);
    expect(warnings).toEqual([]);
  });

  const text = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><LIST Name="Été – ночь"/>`;
  it.each([
    ['UTF-8', Buffer.from(text('UTF-8'))],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text('UTF-8')}`)],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${text('UTF-16')}`, 'utf16le')],
    ['UTF-16 the other way round', Buffer.from(`\ufeff${text('UTF-16')}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from(text('UTF-16'), 'utf16le')],
    ['UTF-8 that calls itself UTF-16', Buffer.from(text('utf-16'))],
    ['UTF-8 that calls itself something unheard of', Buffer.from(text('x-sjis-3'))],
  ])('is read as %s', async (_, bytes) => {
    expect((await readOf(bytes)).short).toEqual(['LIST Name=Été – ночь', '/LIST']);
  });

  it('is read as Windows-1252 where it says so', async () => {
    const bytes = Buffer.from(
      '<?xml version="1.0" encoding="windows-1252"?><LIST Name="\x93\xc9t\xe9\x94"/>',
      'latin1',
    );
    expect((await readOf(bytes)).short).toEqual(['LIST Name=“Été”', '/LIST']);
  });

  it('says where letters are not of its encoding', async () => {
    const { short, warnings, path } = await readOf(Buffer.from('<LIST>\n<T Name="\xc9t\xe9"/>\n</LIST>', 'latin1'));
    expect(short).toEqual(['LIST', 'T Name=\ufffdt\ufffd', '/T', '/LIST']);
    expect(warnings).toEqual([
      `"${path}" is damaged in line 2: there are letters that are not of the encoding that the file names. The rest of it is used.`,
    ]);
  });

  it('may hold the sign for letters that nobody could read', async () => {
    expect((await readOf('<LIST Name="\ufffd"/>')).warnings).toEqual([]);
    expect((await readOf(Buffer.from('\ufeff<LIST Name="\ufffd"/>', 'utf16le'))).warnings).toEqual([]);
  });

  it('is the same wherever it is cut into pieces', async () => {
    // Longer than several pieces, with signs of two, three and four bytes and entities at every offset.
    const names = Array.from({ length: 40_000 }, (_, index) => `é&amp;漢&#8211;🌊${'x'.repeat(index % 7)}${index}`);
    const { events, warnings } = await readOf(`<LIST>${names.map((name) => `<T Name="${name}"/>`).join('')}</LIST>`);
    const read = events.flatMap((event) =>
      event.kind === 'open' && event.name === 'T' ? [event.attributes['Name']] : [],
    );
    expect(read).toEqual(names.map((name) => name.replace('&amp;', '&').replace('&#8211;', '–')));
    expect(warnings).toEqual([]);
  });

  it('goes on after a damaged place, and says which', async () => {
    const { short, warnings, path } = await readOf(
      '<LIST>\n<T Name="R&B; Rock & Roll"/>\n<A><T Name="a<b"/>\n</LIST>\n'.replace('R&B;', 'R&amp;B'),
    );
    expect(short).toEqual(['LIST', 'T Name=R&B Rock & Roll', '/T', 'A', 'T Name=ab', '/T', '/A', '/LIST']);
    expect(warnings).toEqual([
      `"${path}" is damaged in line 3: disallowed character. The rest of it is used.`,
      `"${path}" is damaged in line 4: unexpected close tag. The rest of it is used.`,
    ]);
  });

  it('is closed where it breaks off', async () => {
    const { short, warnings, path } = await readOf('<LIST>\n<A>\n<T Name="a"/>\n<T Name="b" Arti');
    expect(short).toEqual(['LIST', 'A', 'T Name=a', '/T', '/A', '/LIST']);
    expect(warnings).toEqual([`"${path}" is damaged in line 4: it breaks off within <A>. The rest of it is used.`]);
  });

  it('counts the damage that it no longer says', async () => {
    const { warnings, path } = await readOf(`<LIST>${'<T Name="\u0001"/>\n'.repeat(500)}</LIST>`);
    expect(warnings).toHaveLength(4);
    expect(warnings.at(-1)).toMatch(/damaged in \d+ more places, the last one in line 500\.$/);
    expect(warnings.every((warning) => warning.includes(path))).toBe(true);
  });

  it('has one damaged place where a row of letters is none', async () => {
    const { warnings, short } = await readOf(`<LIST>\n<T Name="a"/>${'\0'.repeat(2 ** 20)}`);
    expect(short).toEqual(['LIST', 'T Name=a', '/T', '/LIST']);
    expect(warnings).toEqual([
      expect.stringContaining('is damaged in line 2: disallowed character.'),
      expect.stringContaining('can be read up to line 2 only: it is damaged in more than 100000 places.'),
    ]);
  });

  it('expands no entity that it declares', async () => {
    const lines = Array.from({ length: 30 }, (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`);
    const { short } = await readOf(
      `<!DOCTYPE LIST [<!ENTITY l0 "lol">${lines.join('')}<!ENTITY f SYSTEM "file:///etc/passwd">]>` +
        '<LIST><T Name="&l30;&f;"/><C>&l30;</C></LIST>',
    );
    expect(short).toEqual(['LIST', 'T Name=&l30;&f;', '/T', 'C', '"&l30;"', '/C', '/LIST']);
  });

  it.each([
    ['an attribute', '<T Name="'],
    ['a text', '<C>'],
    ['a comment', '<!-- '],
    ['a row of attributes', '<T', ' a="1"'],
    ['an entity', '<T Name="&', 'amp'],
  ])('is not gathered where %s has no end', async (_, start, part = 'xxxxxxxxxx') => {
    const { short, warnings, path } = await readOf(
      `<LIST><T Name="a"/>\n${start}${part.repeat((5 * 2 ** 20) / part.length)}"/></LIST>`,
    );
    expect(short.slice(0, 3)).toEqual(['LIST', 'T Name=a', '/T']);
    expect(short.at(-1)).toBe('/LIST');
    expect(warnings).toEqual([
      `"${path}" can be read up to line 2 only: what begins there doesn't end within 4 MB. What stands before that is used.`,
    ]);
  });

  it('is not followed into a thousand depths, and closes them all', async () => {
    const { short, warnings } = await readOf(`<LIST>${'<A>'.repeat(100_000)}`);
    expect(short).toHaveLength(512);
    expect(warnings).toEqual([expect.stringContaining('more than 256 elements lie in each other')]);
  });

  it.each([
    ['another XML', '<html><p/></html>', 'is no list of a test: it begins with <html> instead of <LIST>.'],
    ['no XML', 'PK\u0003\u0004\0\0', 'is no list of a test: there is no <LIST> in it.'],
    ['nothing', '', 'is no list of a test: there is no <LIST> in it.'],
    ['all zero', '\0'.repeat(6 * 2 ** 20), 'is no list of a test: there is no <LIST> in it.'],
  ])('is refused when it is %s', async (_, content, message) => {
    await expect(readOf(content)).rejects.toThrow(message);
  });

  it('says why it can not be read', async () => {
    const folder = tempFolder();
    const read = async (path: string) => {
      const context = { signal: new AbortController().signal, emit: () => {} };
      for await (const _ of readXml(path, KIND, context)) throw new Error('nothing was expected');
    };
    await expect(read(join(folder, 'gone.xml'))).rejects.toThrow('there is no such file or folder');
    await expect(read(folder)).rejects.toThrow('is no file');
  });

  it('is left when the user says so', async () => {
    const stop = AbortSignal.abort(new Error('stopped'));
    await expect(readOf('<LIST/>', stop)).rejects.toThrow('stopped');
  });
});
