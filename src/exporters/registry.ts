import { UsageError } from '../domain/errors.js';
import { nearest } from '../domain/nearest.js';
import type { Exporter } from '../domain/ports/export.js';

export interface Format {
  /** What `--format` calls it. */
  name: string;
  title: string;
  load(): Promise<Exporter>;
}

/** Every output format. A new one is a file beside this one and a line here; only the ones asked for are loaded. */
export const formats: readonly Format[] = [
  { name: 'json', title: 'everything that is known', load: async () => (await import('./json.js')).json },
  { name: 'm3u8', title: 'playlist of your files', load: async () => (await import('./m3u.js')).m3u },
  { name: 'm3u8-mix', title: 'playlist of places in the mix', load: async () => (await import('./m3u.js')).m3uOfMix },
  { name: 'csv', title: 'spreadsheet', load: async () => (await import('./csv.js')).csv },
  { name: 'jspf', title: 'playlist for ListenBrainz', load: async () => (await import('./jspf.js')).jspf },
  { name: 'cue', title: 'CUE sheet', load: async () => (await import('./cue.js')).cue },
  { name: 'txt', title: 'text to paste', load: async () => (await import('./text.js')).text },
  { name: 'youtube', title: 'YouTube chapters', load: async () => (await import('./youtube.js')).youtube },
  { name: 'md', title: 'Markdown table', load: async () => (await import('./markdown.js')).markdown },
  { name: 'links', title: 'where to hear and buy it', load: async () => (await import('./links/links.js')).links },
  { name: 'html', title: 'page with waveform and player', load: async () => (await import('./html/html.js')).html },
];

export const formatNames: readonly string[] = formats.map((format) => format.name);

/** Finds the formats that were asked for, each once, in the order of the list above: the one that loses nothing first. */
export function chooseFormats(names: readonly string[]): Format[] {
  const wanted = new Set(names.map((name) => name.trim().toLowerCase()).filter(Boolean));
  for (const name of wanted) {
    if (formatNames.includes(name)) continue;
    const hint = nearest(name, formatNames);
    throw new UsageError(
      `There is no format "${name}"${hint ? `; did you mean "${hint}"?` : '.'} The formats are ${formatNames.join(', ')}.`,
    );
  }
  if (wanted.size === 0) throw new UsageError(`Name at least one format: ${formatNames.join(', ')}.`);
  return formats.filter((format) => wanted.has(format.name));
}
