import { expect, it } from 'vitest';
import { marked, markOf } from '../../src/exporters/marks.js';
import { chooseFormats, formatNames } from '../../src/exporters/registry.js';
import { exported } from '../support/exporting.js';
import { trackEntry, tracklistOf } from '../support/tracklists.js';

/** Spreadsheets, subtitles, files of DJ programs and what is pasted or sent have no place that readers pass over. */
const WITHOUT = ['csv', 'txt', 'youtube', 'srt', 'audacity', 'mixcloud', 'mixesdb', '1001', 'setlist', 'setlist-suisa', 'setlist-soundexchange', 'rekordbox', 'traktor', 'serato']; // biome-ignore format: a list

it.each(formatNames)('%s carries its mark where it has room for one', async (format) => {
  const [chosen] = chooseFormats([format]);
  const exporter = await chosen!.load();
  for (const list of [
    tracklistOf([]),
    tracklistOf(['A', 'B', 'C'].map((title, i) => trackEntry(i * 60, i * 60 + 60, title))),
  ]) {
    // No chapters of a video are fewer than three.
    if (format === 'youtube' && list.entries.length === 0) continue;
    const { names, texts } = exported(exporter, list);
    for (const [i, name] of names.entries()) {
      const content = marked(name, texts[i]!, ['abc']);
      if (WITHOUT.includes(format)) {
        expect(content).toBe(texts[i]);
        expect(markOf(name, content)).toBeNull();
        continue;
      }
      expect(markOf(name, content)).toEqual({ sources: ['abc'], changed: false });
      expect(markOf(name, ` ${content}`)).toEqual({ sources: ['abc'], changed: true });
      if (/\.(json|jspf)$/.test(name)) expect(JSON.parse(content)).toMatchObject({ written: expect.any(String) });
    }
  }
});
