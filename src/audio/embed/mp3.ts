import { type Embedding, isOfSound, type Layout, type Reader, type SoundTags } from './bytes.js';
import { taggedWith, tagLength, withSound } from './id3.js';

/** The tag is written anew in front of the sound; what may follow the sound (ID3v1, APE) stays. */
export async function mp3Layout(file: Reader, embedding: Embedding | SoundTags): Promise<Layout> {
  const length = tagLength(await file.at(0, 10));
  const old = length > 0 ? await file.whole(0, length, 'ID3 tag') : Buffer.alloc(0);
  const { tag, notes } = isOfSound(embedding)
    ? { tag: withSound(old, embedding), notes: [] }
    : taggedWith(old, embedding);
  return { pieces: [tag, { from: length, to: file.size }], notes };
}
