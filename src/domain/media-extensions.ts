/** Extensions of music files: what a folder is searched for, by `library add` and when it is named as a source. */
export const AUDIO_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    'aac ac3 aif aifc aiff alac amr ape au caf dsf dts flac m4a m4b mka mp2 mp3 mp4 mpc oga ogg opus snd tak tta voc w64 ' +
    'wav wave webm wma wv'
  ).split(' '),
);

/** And of pictures with sound, which a mix may come in. A file that is named itself may have any. */
export const MEDIA_EXTENSIONS: ReadonlySet<string> = new Set([
  ...AUDIO_EXTENSIONS,
  ...'asf avi flv m2ts m4v mkv mov mpeg mpg mts ogv ts wmv'.split(' '),
]);

/** The extension in lower case, without the dot; empty when there is none. */
export function extensionOf(path: string): string {
  return /[^/\\]\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
}

export const isMediaFile = (path: string): boolean => MEDIA_EXTENSIONS.has(extensionOf(path));
