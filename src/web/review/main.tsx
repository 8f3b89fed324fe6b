import './review.css';
import { render } from 'preact';
import { clock } from '../../domain/time.js';
import { trackLabel, UNKNOWN_LABEL } from '../../domain/track.js';
import type { ReviewState } from './contract.js';

function Page({ state: { file, tracklist } }: { state: ReviewState }) {
  return (
    <main>
      <h1>{tracklist.source.title ?? file}</h1>
      <ol>
        {tracklist.entries.map((entry) => (
          <li key={entry.start}>
            <time>{clock(entry.start)}</time> {entry.track ? trackLabel(entry.track) : UNKNOWN_LABEL}
          </li>
        ))}
      </ol>
    </main>
  );
}

const page = document.getElementById('page')!;
const answer = await fetch('api/mix');
if (answer.ok) render(<Page state={await answer.json()} />, page);
else render(<p role="alert">The tracklist can't be read: the program answered {answer.status}.</p>, page);
