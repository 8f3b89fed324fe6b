import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { nameOf } from '../../domain/corrections.js';
import { oneLine } from '../../domain/text.js';
import { clock } from '../../domain/time.js';
import { Entries } from './entries.js';
import { playingAt } from './follow.js';
import { Help } from './help.js';
import { KeyHint } from './key-hint.js';
import { type Command, commandOf } from './keys.js';
import { NameBox, type Naming } from './naming.js';
import { Player } from './player.js';
import type { Server } from './server.js';
import type { Session } from './session.js';
import { Transport } from './transport.js';
import { Frames, useWatched } from './watched.js';
import { Waves } from './waves.js';

/** Seconds that the larger picture shows at first, and at least and most. */
const ZOOM = { first: 90, least: 10, most: 3600 };

export function App({ session, names }: { session: Session; names: Server['names'] }) {
  useWatched(session);
  const { review, selected, said, isThere } = session.view;
  const { tracklist, audio, candidates, waveform } = review;
  const { entries, source } = tracklist;
  const duration = Math.max(tracklist.duration, ...entries.map(({ end }) => end), 0);
  const player = useMemo(() => new Player(duration, (what) => session.say(what, true)), [session, duration]);
  const frames = useMemo(() => new Frames(() => player.isPlaying), [player]);
  const [zoom, setZoom] = useState(ZOOM.first);
  const [naming, setNaming] = useState<Naming | null>(null);
  const [isHelping, setHelping] = useState(false);
  const [playing, setPlaying] = useState(-1);
  useEffect(() => player.load('url' in audio ? audio.url : null), [player, 'url' in audio ? audio.url : null]);
  useEffect(() => player.watch(frames.ask), [player, frames]);
  useEffect(
    () =>
      frames.each(() => {
        player.tick();
        setPlaying(player.isPlaying || player.time > 0 ? playingAt(session.entries, player.time) : -1);
      }),
    [player, frames, session],
  );

  // The file that the chosen entry is compared with: what the person chose, else the first that there is.
  const offered = (candidates[selected] ?? []).flatMap(({ own }) => own ?? []);
  useEffect(() => {
    const same = offered.find(({ url }) => url === player.file?.url);
    player.compare(same ?? offered[0] ?? null);
  }, [player, selected, review]);

  const look = (index: number): void => {
    session.select(index);
    const { entry } = session;
    if (entry) player.seek(entry.start);
    refocus.current = true;
  };
  const listen = (): void => {
    const { entry } = session;
    if (entry) player.seek(entry.start);
    player.play();
  };
  const compare = (): void => {
    const { entry } = session;
    if (!player.file) {
      session.say('There is no file of yours to compare this entry with.', true);
      return;
    }
    // Elsewhere the two have nothing to do with each other.
    if (entry && (player.time < entry.start || player.time >= entry.end)) player.seek(entry.start);
    player.switch();
    session.say(player.hearsOwn ? 'B: your own file' : 'A: the mix');
  };
  const ask = (): void => {
    const { entry } = session;
    if (!entry) {
      add();
      return;
    }
    const number = entry.kind === 'unknown' && review.ids ? (entry.number ?? null) : null;
    setNaming({
      title: `Name of entry ${selected + 1}, ${clock(entry.start)}`,
      name: entry.kind === 'track' ? nameOf(entry.track) : '',
      known: (candidates[selected] ?? []).map(({ name }) => name),
      number,
      done: (name, everywhere) =>
        number !== null && everywhere ? session.nameEverywhere(number, name) : session.name(name),
    });
  };
  const add = (): void => {
    const { time } = player;
    const title = `Add an entry at ${clock(time)}`;
    setNaming({ title, name: '', known: ['ID'], number: null, done: (name) => session.add(time, name) });
  };

  const run = (command: Command): void => {
    const { time } = player;
    switch (command.do) {
      case 'play':
        player.toggle();
        break;
      case 'seek':
        player.seek(time + command.by);
        break;
      case 'select':
        look(session.view.selected + command.by);
        break;
      case 'go':
        look(command.to === 'first' ? 0 : entries.length - 1);
        break;
      case 'listen':
        listen();
        break;
      case 'compare':
        compare();
        break;
      case 'zoom':
        setZoom((now) => Math.min(Math.max(now * command.by, ZOOM.least), Math.max(ZOOM.most, duration)));
        break;
      case 'name':
        ask();
        break;
      case 'add':
        add();
        break;
      case 'help':
        setHelping(true);
        break;
      case 'move':
      case 'split':
        session[command.do](time);
        refocus.current = true;
        break;
      case 'take':
        session.take(command.candidate);
        refocus.current = true;
        break;
      default:
        session[command.do]();
        refocus.current = true;
    }
  };

  const running = useRef(run);
  running.current = run;
  const isAsking = naming !== null || isHelping;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const target = event.target instanceof Element ? event.target : document.body;
      if (isAsking || event.defaultPrevented || target.closest('input, textarea, select, dialog')) return;
      const command = commandOf(event);
      if (!command) return;
      // These two are what a button or a link is pressed by.
      const isPress = event.key === ' ' || event.key === 'Enter';
      if (isPress && target.closest('a, button:not(.entry)')) return;
      event.preventDefault();
      running.current(command);
    };
    // A blank that was taken for "play" presses no button when it is let go.
    const release = (event: KeyboardEvent): void => {
      if (event.key === ' ' && event.target instanceof Element && event.target.closest('.entry'))
        event.preventDefault();
    };
    document.addEventListener('keydown', press);
    document.addEventListener('keyup', release);
    return () => {
      document.removeEventListener('keydown', press);
      document.removeEventListener('keyup', release);
    };
  }, [isAsking]);

  // The focus stays on the entry, whatever is done with it.
  const refocus = useRef(true);
  useEffect(() => {
    if (isAsking || !(refocus.current || document.activeElement === document.body)) return;
    const button = document.querySelector<HTMLElement>('.entry[tabindex="0"]');
    button?.focus({ preventScroll: true });
    button?.scrollIntoView({ block: 'nearest' });
    refocus.current = false;
  }, [selected, review, isAsking]);

  const heading = oneLine(source.title ?? '') || oneLine(source.name) || review.file;
  useEffect(() => {
    document.title = `${heading} – Tracklistify`;
  }, [heading]);
  const close = (): void => {
    refocus.current = true;
    setNaming(null);
    setHelping(false);
  };

  return (
    <div class="app">
      <header>
        <div>
          <h1>
            {source.artist && <bdi class="artist">{oneLine(source.artist)}</bdi>} <bdi>{heading}</bdi>
          </h1>
          <p class="sum">{sumOf(session)}</p>
        </div>
        <div class="tools">
          <button type="button" disabled={!review.canUndo} onClick={() => run({ do: 'undo' })}>
            Undo <KeyHint>z</KeyHint>
          </button>
          <button type="button" onClick={() => run({ do: 'help' })}>
            Keys <KeyHint>?</KeyHint>
          </button>
        </div>
      </header>
      <Waves
        {...{ player, frames, duration, entries, waveform, selected, zoom }}
        onZoom={(by) => run({ do: 'zoom', by })}
        onSelect={look}
      />
      <Transport
        {...{ player, frames, duration }}
        missing={'missing' in audio ? audio.missing : null}
        canCompare={offered.length > 0}
        onCommand={run}
      />
      <main aria-label="Tracklist">
        <Entries
          {...{ entries, selected, playing }}
          candidates={candidates[selected] ?? []}
          compared={player.file}
          hearsOwn={player.hearsOwn}
          onSelect={look}
          onCommand={run}
          onCompare={(own) => {
            player.compare(own);
            compare();
          }}
        />
      </main>
      <footer>
        {!isThere && (
          <p class="lost" role="alert">
            The program doesn’t answer; it is asked again. Where it has ended, start “tracklistify review” anew: what
            was done is kept.
          </p>
        )}
        <p class={said.isProblem ? 'said problem' : 'said'} role="status" aria-live="polite">
          <bdi>{said.text}</bdi>
        </p>
      </footer>
      {naming && <NameBox naming={naming} names={names} onClose={close} />}
      {isHelping && <Help onClose={close} />}
    </div>
  );
}

/** `1:58:20 · 42 tracks · 5 unknown · 3 checked` */
function sumOf({ view: { review } }: Session): string {
  const { tracklist } = review;
  const { entries } = tracklist;
  const unknown = entries.filter(({ kind }) => kind === 'unknown').length;
  const checked = entries.filter(({ kind, corrected }) => kind === 'track' && corrected).length;
  return [
    clock(tracklist.duration),
    `${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}`,
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    ...(checked > 0 ? [`${checked} checked`] : []),
    review.file,
  ].join(' · ');
}
