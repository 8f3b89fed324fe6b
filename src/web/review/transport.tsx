import { useEffect, useRef } from 'preact/hooks';
import { clock } from '../../domain/time.js';
import type { Command } from './keys.js';
import type { Player } from './player.js';
import { type Frames, useWatched } from './watched.js';

interface Props {
  player: Player;
  frames: Frames;
  duration: number;
  /** Why there is no sound; null where there is. */
  missing: string | null;
  /** The own file that can be compared with. */
  canCompare: boolean;
  onCommand(command: Command): void;
}

export function Transport({ player, frames, duration, missing, canCompare, onCommand }: Props) {
  useWatched(player);
  const time = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      frames.each(() => {
        const text = clock(player.time);
        if (time.current && time.current.textContent !== text) time.current.textContent = text;
      }),
    [frames, player],
  );
  // On a phone it lies over the end of the page, and what is said lies over it.
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!bar.current) return;
    const sizes = new ResizeObserver(([{ target } = { target: null }]) => {
      if (target)
        document.documentElement.style.setProperty('--transport', `${(target as HTMLElement).offsetHeight}px`);
    });
    sizes.observe(bar.current);
    return () => sizes.disconnect();
  }, []);
  return (
    <section class="transport" aria-label="Player" ref={bar}>
      <div class="moves">
        <button
          type="button"
          onClick={() => onCommand({ do: 'seek', by: -5 })}
          aria-label="5 seconds back"
          title="5 seconds back (←)"
        >
          −5
        </button>
        <button
          type="button"
          class="play"
          disabled={missing !== null}
          onClick={() => onCommand({ do: 'play' })}
          aria-label={player.isPlaying ? 'Pause' : 'Play'}
          title={`${player.isPlaying ? 'Pause' : 'Play'} (Space)`}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d={player.isPlaying ? 'M7 5h4v14H7zM13 5h4v14h-4z' : 'M8 4.5v15l12-7.5z'} />
          </svg>
        </button>
        <button
          type="button"
          onClick={() => onCommand({ do: 'seek', by: 5 })}
          aria-label="5 seconds on"
          title="5 seconds on (→)"
        >
          +5
        </button>
      </div>
      <p class="clock">
        <span class="now" ref={time}>
          {clock(player.time)}
        </span>
        <span class="length"> / {clock(duration)}</span>
      </p>
      <fieldset class="ab" disabled={!canCompare}>
        <legend class="unseen">What is heard</legend>
        <button
          type="button"
          aria-pressed={!player.hearsOwn}
          onClick={() => player.hearsOwn && onCommand({ do: 'compare' })}
        >
          <b>A</b> Mix
        </button>
        <button
          type="button"
          aria-pressed={player.hearsOwn}
          onClick={() => player.hearsOwn || onCommand({ do: 'compare' })}
        >
          <b>B</b> Your file
        </button>
      </fieldset>
      <div class="tools">
        <ZoomButton
          label="Zoom out"
          shown="o"
          sign="M7 9.2h6v1.6H7z"
          onClick={() => onCommand({ do: 'zoom', by: 2 })}
        />
        <ZoomButton
          label="Zoom in"
          shown="i"
          sign="M7 9.2h6v1.6H7zM9.2 7h1.6v6H9.2z"
          onClick={() => onCommand({ do: 'zoom', by: 0.5 })}
        />
        <button
          type="button"
          onClick={() => onCommand({ do: 'add' })}
          aria-label="Add an entry here"
          title="Add an entry here (+)"
        >
          + Add
        </button>
      </div>
      {missing !== null && <p class="missing">{missing}</p>}
    </section>
  );
}

const LENS =
  'M10 3.5a6.5 6.5 0 1 0 4 11.6l4.6 4.6 1.4-1.4-4.6-4.6A6.5 6.5 0 0 0 10 3.5zm0 2a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z';

function ZoomButton(button: { label: string; shown: string; sign: string; onClick(): void }) {
  const { label, shown, sign, onClick } = button;
  return (
    <button type="button" onClick={onClick} aria-label={label} title={`${label} (${shown})`}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path fill-rule="evenodd" d={LENS} />
        <path d={sign} />
      </svg>
    </button>
  );
}
