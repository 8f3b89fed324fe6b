import type { Track } from '../../domain/track.js';
import type { TrackRecord } from '../store/records.js';

/** A record as the rest of the program knows tracks. */
export function toTrack(record: TrackRecord): Track {
  const track: Track = { title: record.title, artists: record.artists };
  if (record.version) track.version = record.version;
  if (record.album) track.album = record.album;
  if (record.label) track.label = record.label;
  if (record.releaseDate) track.releaseDate = record.releaseDate;
  if (record.isrc) track.isrc = record.isrc;
  if (record.genres) track.genres = record.genres;
  if (record.bpm) track.bpm = record.bpm;
  if (record.key) track.key = record.key;
  if (record.remixers) track.remixers = record.remixers;
  if (record.catalogueNumber) track.catalogueNumber = record.catalogueNumber;
  track.duration = record.duration;
  track.ids = { ...record.ids, library: record.id };
  track.file = record.file.path;
  return track;
}
