/** What a page without a server does beside being read: it plays the mix, and goes where it is told. Whatever it knows stands in the page. */
const audio = document.querySelector('audio')!;
const wave = document.querySelector<SVGElement | HTMLElement>('.wave')!;
const head = document.querySelector<SVGLineElement>('.head')!;
const chooser = document.querySelector<HTMLElement>('.file')!;
const file = chooser.querySelector('input')!;
const rows = [...document.querySelectorAll<HTMLLIElement>('.entries > li')];
const starts = rows.map((row) => Number(row.dataset['start']));
const duration = Number(wave.dataset['duration']);
const buttons = rows.map((row) => row.querySelector('button')!);
let now = -1;
let chosen = '';

function playAt(time: number): void {
  audio.currentTime = Math.max(0, Math.min(time, duration));
  show();
  // A browser may refuse to play, and then says why in its own controls.
  audio.play().catch(() => {});
}

/** The entry that plays is marked, and the line stands where the mix is. */
function show(): void {
  const time = audio.currentTime;
  const share = `${((100 * time) / duration).toFixed(3)}%`;
  head.setAttribute('x1', share);
  head.setAttribute('x2', share);
  let playing = -1;
  // Before anything is played nothing does.
  if (time > 0 || !audio.paused) for (let i = 0; i < starts.length && starts[i]! <= time + 0.01; i++) playing = i;
  if (playing === now) return;
  rows[now]?.classList.remove('now');
  rows[now]?.removeAttribute('aria-current');
  rows[playing]?.classList.add('now');
  rows[playing]?.setAttribute('aria-current', 'true');
  now = playing;
}

const usable = (is: boolean): void => {
  for (const button of buttons) button.disabled = !is;
  audio.hidden = !is;
  chooser.hidden = is;
};

for (const [i, button] of buttons.entries()) button.addEventListener('click', () => playAt(starts[i]!));
wave.addEventListener('click', (event) => {
  const { left, width } = wave.getBoundingClientRect();
  if (!audio.hidden) playAt((((event as MouseEvent).clientX - left) / width) * duration);
});
audio.addEventListener('timeupdate', show);
audio.addEventListener('seeking', show);
audio.addEventListener('error', () => usable(false));
file.addEventListener('change', () => {
  const [mix] = file.files ?? [];
  if (!mix) return;
  URL.revokeObjectURL(chosen);
  chosen = URL.createObjectURL(mix);
  audio.src = chosen;
  usable(true);
});

document.addEventListener('keydown', (event) => {
  const { key, target } = event;
  const busy = target instanceof Element && target.closest('input, audio, summary, a, button') !== null;
  if (event.ctrlKey || event.metaKey || event.altKey || audio.hidden) return;
  if (key === ' ' && !busy) {
    if (audio.paused) playAt(audio.currentTime);
    else audio.pause();
  } else if ((key === 'ArrowLeft' || key === 'ArrowRight') && !(target instanceof HTMLMediaElement)) {
    audio.currentTime = Math.max(0, audio.currentTime + (key === 'ArrowLeft' ? -5 : 5));
  } else return;
  event.preventDefault();
});

// What failed to load before this ran isn't told again.
usable(audio.hasAttribute('src') && audio.error === null);
show();
