import { useEffect, useMemo, useRef } from 'preact/hooks';
import { labelOf } from '../../domain/corrections.js';
import { clock } from '../../domain/time.js';
import type { Entry } from '../../domain/tracklist.js';
import { viewAround } from '../shared/axis.js';
import { lanesOf } from '../shared/lanes.js';
import { standingOf } from '../shared/standing.js';
import { heightsOf } from '../shared/waveform.js';
import { waveformOf } from './base64.js';
import type { ReviewWaveform } from './contract.js';
import { type Block, coloursOf, drawBlocks, drawTicks, drawWave, fitted } from './draw.js';
import type { Player } from './player.js';
import type { Frames } from './watched.js';

const TICKS = 20;
const [THIN, THICK] = [7, 22];
/** Pixels that a finger may move and still have pressed, not drawn. */
const STILL = 4;

interface Props {
  player: Player;
  frames: Frames;
  duration: number;
  entries: readonly Entry[];
  waveform: ReviewWaveform | null;
  selected: number;
  /** Seconds that the larger picture shows. */
  zoom: number;
  onZoom(factor: number): void;
  onSelect(index: number): void;
}

/** The mix as it sounds and what plays when: all of it, and larger around where it is. */
export function Waves(props: Props) {
  const { player, frames, duration, entries, waveform, selected, zoom } = props;
  const root = useRef<HTMLElement>(null);
  const [whole, near] = [useRef<HTMLCanvasElement>(null), useRef<HTMLCanvasElement>(null)];
  const [head, shown, slider] = [
    useRef<HTMLDivElement>(null),
    useRef<HTMLDivElement>(null),
    useRef<HTMLDivElement>(null),
  ];
  const sound = useMemo(() => {
    const decoded = waveform && waveformOf(waveform);
    return decoded && { decoded, heights: heightsOf(decoded) };
  }, [waveform]);
  const blocks = useMemo(() => blocksOf(entries), [entries]);
  const lanes = Math.max(1, ...blocks.map(({ lane }) => lane + 1));
  /** While a finger draws the picture along, the mix stays where it is. */
  const drawn = useRef<number | null>(null);
  const at = (): number => drawn.current ?? player.time;

  const chosen = blocks.map((block, i) => ({ ...block, isSelected: i === selected }));
  const drawWhole = (): void => {
    if (!whole.current || duration <= 0) return;
    const { context, width, height } = fitted(whole.current);
    const colours = coloursOf(whole.current);
    const span = { start: 0, end: duration };
    const strip = lanes * THIN;
    const box = { top: 0, width, height: height - TICKS - strip - 4 };
    if (sound && box.height > 8) drawWave(context, box, sound.decoded, sound.heights, span, colours);
    drawBlocks(context, { top: height - TICKS - strip, width, lane: THIN }, chosen, span, colours);
    drawTicks(context, { top: height - TICKS, width, height: TICKS }, span, colours);
  };
  const drawNear = (): void => {
    const time = at();
    const view = viewAround(time, zoom, duration);
    place(head.current, shown.current, slider.current, { time, ...view, duration });
    if (!near.current || duration <= 0) return;
    const { context, width, height } = fitted(near.current);
    const colours = coloursOf(near.current);
    const strip = lanes * THICK;
    const box = { top: 0, width, height: height - TICKS - strip - 4 };
    if (sound && box.height > 8) drawWave(context, box, sound.decoded, sound.heights, view, colours);
    drawBlocks(context, { top: height - TICKS - strip, width, lane: THICK }, chosen, view, colours);
    drawTicks(context, { top: height - TICKS, width, height: TICKS }, view, colours);
    const x = ((time - view.start) / (view.end - view.start)) * width;
    context.fillStyle = colours['head' as 'ink'];
    context.fillRect(Math.round(x) - 1, 0, 2, height - TICKS);
  };
  // What is drawn is what was known last.
  const draw = useRef({ drawWhole, drawNear });
  draw.current = { drawWhole, drawNear };
  useEffect(() => {
    drawWhole();
    drawNear();
  });
  useEffect(() => {
    const all = (): void => {
      draw.current.drawWhole();
      draw.current.drawNear();
    };
    const sizes = new ResizeObserver(all);
    if (root.current) sizes.observe(root.current);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', all);
    const stop = frames.each(() => draw.current.drawNear());
    return () => {
      sizes.disconnect();
      scheme.removeEventListener('change', all);
      stop();
    };
  }, [frames]);

  const drag = useRef<{ x: number; time: number; moved: boolean } | null>(null);
  const wholeAt = (event: PointerEvent): void => {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    player.seek(((event.clientX - left) / width) * duration);
  };
  const perPixel = (): number => {
    const { start, end } = viewAround(at(), zoom, duration);
    return (end - start) / (near.current?.clientWidth || 1);
  };
  const nearUp = (event: PointerEvent): void => {
    const was = drag.current;
    drag.current = null;
    if (!was) return;
    if (was.moved && drawn.current !== null) player.seek(drawn.current);
    drawn.current = null;
    if (!was.moved) pressed(event, was.time);
    frames.ask();
  };
  /** Pressed in the sound, the mix goes there; on an entry, that is looked at. */
  const pressed = (event: PointerEvent, time: number): void => {
    const { left, top, height } = near.current!.getBoundingClientRect();
    const { start } = viewAround(time, zoom, duration);
    const there = start + (event.clientX - left) * perPixel();
    const lane = Math.floor((event.clientY - top - (height - TICKS - lanes * THICK)) / THICK);
    const hit = blocks.findIndex((block) => block.lane === lane && block.start <= there && there < block.end);
    if (hit >= 0) props.onSelect(hit);
    else player.seek(there);
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) player.seek(player.time + event.deltaX * perPixel());
    else props.onZoom(event.deltaY > 0 ? 1.15 : 1 / 1.15);
  };
  const wheeled = useRef(wheel);
  wheeled.current = wheel;
  useEffect(() => {
    const canvas = near.current;
    const turn = (event: WheelEvent): void => wheeled.current(event);
    canvas?.addEventListener('wheel', turn, { passive: false });
    return () => canvas?.removeEventListener('wheel', turn);
  }, []);

  return (
    <section class="waves" aria-label="Waveform" ref={root}>
      <div
        class="whole"
        ref={slider}
        role="slider"
        tabIndex={0}
        aria-label="Place in the mix"
        aria-valuemin={0}
        aria-valuemax={Math.round(duration)}
        aria-valuenow={Math.round(player.time)}
        aria-valuetext={clock(player.time)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          wholeAt(event);
        }}
        onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && wholeAt(event)}
      >
        <canvas ref={whole} class={`lanes-${lanes}`} />
        <div class="shown" ref={shown} />
        <div class="head" ref={head} />
      </div>
      <canvas
        ref={near}
        class={`near lanes-${lanes}`}
        role="img"
        aria-label="The sound around where the mix is"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, time: player.time, moved: false };
        }}
        onPointerMove={(event) => {
          const was = drag.current;
          if (!was) return;
          was.moved ||= Math.abs(event.clientX - was.x) > STILL;
          if (!was.moved) return;
          drawn.current = Math.max(0, Math.min(was.time - (event.clientX - was.x) * perPixel(), duration));
          frames.ask();
        }}
        onPointerUp={nearUp}
        onPointerCancel={nearUp}
      />
    </section>
  );
}

function blocksOf(entries: readonly Entry[]): Array<Omit<Block, 'isSelected'>> {
  const lanes = lanesOf(entries);
  return entries.map((entry, i) => {
    const { start, end } = entry;
    return { start, end, lane: lanes[i]!, standing: standingOf(entry), label: `${i + 1}  ${labelOf(entry)}` };
  });
}

/** Moves what lies over the picture of the whole, which needn't be drawn anew for that. */
function place(
  head: HTMLElement | null,
  shown: HTMLElement | null,
  slider: HTMLElement | null,
  { time, start, end, duration }: { time: number; start: number; end: number; duration: number },
): void {
  const width = slider?.clientWidth ?? 0;
  if (!head || !shown || !slider || duration <= 0) return;
  head.style.transform = `translateX(${(time / duration) * width}px)`;
  shown.style.transform = `translateX(${(start / duration) * width}px)`;
  shown.style.width = `${Math.max(2, ((end - start) / duration) * width)}px`;
  slider.setAttribute('aria-valuenow', String(Math.round(time)));
  slider.setAttribute('aria-valuetext', clock(time));
}
