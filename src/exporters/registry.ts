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
  {
    name: 'rekordbox',
    title: 'playlist for rekordbox, with cues',
    load: async () => (await import('../decks/rekordbox/write.js')).rekordboxXml,
  },
  {
    name: 'virtualdj',
    title: 'playlist for VirtualDJ',
    load: async () => (await import('../decks/virtualdj/write.js')).virtualdjPlaylist,
  },
  { name: 'csv', title: 'spreadsheet', load: async () => (await import('./csv.js')).csv },
  { name: 'jspf', title: 'playlist for ListenBrainz', load: async () => (await import('./jspf.js')).jspf },
  { name: 'xspf', title: 'playlist for players', load: async () => (await import('./xspf.js')).xspf },
  { name: 'cue', title: 'CUE sheet', load: async () => (await import('./cue.js')).cue },
  { name: 'txt', title: 'text to paste', load: async () => (await import('./text.js')).text },
  { name: 'youtube', title: 'YouTube chapters', load: async () => (await import('./youtube.js')).youtube },
  { name: 'chapters', title: 'chapters for podcasts', load: async () => (await import('./chapters.js')).chapters },
  { name: 'vtt', title: 'WebVTT chapters for a web page', load: async () => (await import('./vtt.js')).vtt },
  { name: 'srt', title: 'subtitles for a video', load: async () => (await import('./srt.js')).srt },
  { name: 'ffmetadata', title: 'chapters for ffmpeg', load: async () => (await import('./ffmetadata.js')).ffmetadata },
  { name: 'audacity', title: 'labels for Audacity', load: async () => (await import('./audacity.js')).audacity },
  { name: 'mixcloud', title: 'sections for Mixcloud', load: async () => (await import('./mixcloud.js')).mixcloud },
  { name: 'mixesdb', title: 'wiki text for MixesDB', load: async () => (await import('./mixesdb.js')).mixesdb },
  {
    name: '1001',
    title: 'text for 1001Tracklists',
    load: async () => (await import('./1001tracklists.js')).oneThousandOne,
  },
  {
    name: 'setlist',
    title: 'set list for royalty societies',
    load: async () => (await import('./setlist/setlist.js')).setlist,
  },
  {
    name: 'setlist-suisa',
    title: 'the same, for SUISA',
    load: async () => (await import('./setlist/suisa.js')).suisa,
  },
  {
    name: 'setlist-soundexchange',
    title: 'the same, for SoundExchange',
    load: async () => (await import('./setlist/soundexchange.js')).soundexchange,
  },
  { name: 'md', title: 'Markdown table', load: async () => (await import('./markdown.js')).markdown },
  { name: 'links', title: 'where to hear and buy it', load: async () => (await import('./links/links.js')).links },
  { name: 'html', title: 'page with waveform and player', load: async () => (await import('./html/html.js')).html },
  {
    name: 'traktor',
    title: 'playlist with cues for Traktor',
    load: async () => (await import('../decks/traktor/playlist.js')).playlist,
  },
  { name: 'serato', title: 'crate for Serato', load: async () => (await import('../decks/serato/crate.js')).crate },
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
