import { labelOf } from '../../domain/corrections.js';
import { clock } from '../../domain/time.js';
import { fullTitle, idLabel, UNKNOWN_LABEL } from '../../domain/track.js';
import type { Entry } from '../../domain/tracklist.js';
import { percent, speedText, standingOf } from '../shared/standing.js';
import { Details, type DetailsProps } from './details.js';

interface Props extends Omit<DetailsProps, 'entry' | 'index'> {
  entries: readonly Entry[];
  selected: number;
  playing: number;
  onSelect(index: number): void;
}

/** The tracklist. What stands behind the entry that is looked at stands below it, or beside the list where there is room. */
export function Entries({ entries, selected, playing, onSelect, ...rest }: Props) {
  if (entries.length === 0) {
    return <p class="empty">No entry yet. Press + to add one where the mix is.</p>;
  }
  return (
    <ol class="entries">
      {entries.map((entry, index) => (
        <li key={index} class={classesOf(entry, index === selected, index === playing)}>
          <button
            type="button"
            class="entry"
            tabIndex={index === selected ? 0 : -1}
            aria-current={index === selected ? 'true' : undefined}
            onClick={() => onSelect(index)}
          >
            <span class="number">{index + 1}</span>
            <span class="time">{clock(entry.start)}</span>
            <span class="name">
              <Name entry={entry} />
            </span>
            <span class="speed">{speedText(entry.speed)}</span>
            <span class="sureness">
              {surenessOf(entry)}
              {isApart(entry) && <abbr title="maybe another version"> ~</abbr>}
            </span>
            {index === playing && <span class="unseen">, plays now</span>}
          </button>
          {index === selected && <Details entry={entry} index={index} {...rest} />}
        </li>
      ))}
    </ol>
  );
}

function classesOf(entry: Entry, isSelected: boolean, isPlaying: boolean): string {
  return [standingOf(entry), isSelected && 'selected', isPlaying && 'playing'].filter(Boolean).join(' ');
}

/** Each name by itself, so that one that is written from right to left turns round nothing but itself. */
function Name({ entry }: { entry: Entry }) {
  if (entry.kind === 'unknown') {
    return <bdi class="title">{entry.number === undefined ? UNKNOWN_LABEL : idLabel(entry.number)}</bdi>;
  }
  const { track, layered } = entry;
  const artists = track.artists.join(' & ');
  return (
    <>
      <span>
        {layered ? 'w/ ' : ''}
        <bdi class="title">{fullTitle(track) || labelOf(entry)}</bdi>
      </span>{' '}
      {artists && <bdi class="artist">{artists}</bdi>}
    </>
  );
}

/** The work is surer than the recording of it that is named. */
const isApart = (entry: Entry): boolean => entry.kind === 'track' && entry.recordingConfidence !== undefined;

function surenessOf(entry: Entry): string {
  if (entry.kind === 'unknown') return 'unknown';
  return entry.corrected ? 'checked' : percent(entry.confidence);
}
