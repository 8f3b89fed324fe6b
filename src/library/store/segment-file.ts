import { Damage, NewerFormat, OlderFormat } from './damage.js';
import { FileReader } from './file-reader.js';
import { PageTable } from './page-table.js';
import { PAGE_BYTES, ROWS_A_PAGE } from './rows.js';
import { SegmentCursor } from './segment-cursor.js';
import { BYTE_ORDER, FORMAT, type Footer, footerSchema, type Section } from './segment-format.js';
import type { SegmentSource } from './segment-source.js';
import { TrackTable } from './track-table.js';

/** A NAME.prints file, opened and found sound in everything but its pages and peaks, which are checked when read. */
export class SegmentFile implements SegmentSource {
  readonly name: string;
  readonly footer: Footer;
  readonly pages: PageTable;
  readonly table: TrackTable;
  readonly #file: FileReader;

  private constructor(file: FileReader) {
    this.#file = file;
    this.name = file.name;
    this.footer = parse(file.footer());
    const { postings, pages, firstKeys, table } = this.footer;
    if ((this.footer.name ?? this.name) !== this.name) throw new Damage('it belongs in the place of another part');
    if (this.footer.byteOrder !== BYTE_ORDER) throw new Damage('it was written on a machine with another byte order');
    if (pages.offset + pages.count * PAGE_BYTES > file.size) throw new Damage('the pages lie outside the file');
    if (firstKeys.length !== 4 * pages.count) throw new Damage('the table of pages has another length');
    if (postings > pages.count * ROWS_A_PAGE) throw new Damage('there are more postings than pages hold');
    this.pages = new PageTable(this.#words(firstKeys));
    this.table = new TrackTable(this.#words(table), this.footer, pages.offset);
  }

  static open(path: string): SegmentFile {
    return FileReader.open(path, (file) => new SegmentFile(file));
  }

  /** Reads whole pages into the beginning of `into`; returns how many came. */
  readPages(into: Uint8Array, first: number, count: number): number {
    const got = this.#file.read(into, this.footer.pages.offset + first * PAGE_BYTES, count * PAGE_BYTES);
    return Math.floor(got / PAGE_BYTES);
  }

  peaks(track: number): Uint8Array {
    return this.#file.section(this.table.peaksPlace(track), 'peaks are');
  }

  cursor(): SegmentCursor {
    return new SegmentCursor(this);
  }

  close(): void {
    this.#file.close();
  }

  #words(section: Section): Uint32Array {
    return new Uint32Array(this.#file.section(section, 'a table is').buffer);
  }
}

function parse(json: unknown): Footer {
  const format = (json as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > FORMAT) throw new NewerFormat(`format ${format}`);
  if (typeof format === 'number' && format < FORMAT) throw new OlderFormat(`format ${format}`);
  const footer = footerSchema.safeParse(json);
  if (!footer.success) throw new Damage('the footer lacks fields');
  return footer.data;
}
