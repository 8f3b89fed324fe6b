import { versionWords } from '../../domain/doubt-words.js';
import { clock } from '../../domain/time.js';
import { playedBpm } from '../../domain/track.js';
import type { Entry } from '../../domain/tracklist.js';
import { percent, speedText } from '../shared/standing.js';
import type { Candidate, OwnFile } from './contract.js';
import { KeyHint } from './key-hint.js';
import type { Command } from './keys.js';

export interface DetailsProps {
  entry: Entry;
  index: number;
  candidates: readonly Candidate[];
  compared: OwnFile | null;
  hearsOwn: boolean;
  onCommand(command: Command): void;
  onCompare(own: OwnFile): void;
}

const ACTIONS = [
  ['accept', 'Accept', 'a'],
  ['reject', 'Reject', 'r'],
  ['name', 'Name …', 'n'],
  ['delete', 'Delete', 'd'],
  ['move', 'Move here', 'm'],
  ['split', 'Split here', 's'],
  ['join', 'Join next', 'j'],
] as const;

/** What stands behind an entry, and what can be done with it. */
export function Details({ entry, index, candidates, compared, hearsOwn, onCommand, onCompare }: DetailsProps) {
  const bpm = playedBpm(entry);
  const facts = [
    `${clock(entry.start)} to ${clock(entry.end)}`,
    speedText(entry.speed),
    bpm === null ? '' : `${bpm} BPM as played`,
    entry.kind === 'track' ? (entry.track.label ?? '') : '',
    entry.kind === 'track' ? (entry.track.releaseDate?.slice(0, 4) ?? '') : '',
  ].filter(Boolean);
  return (
    <section class="details" aria-label={`Entry ${index + 1}`}>
      <p class="facts">
        {facts.map((fact) => (
          <bdi key={fact}>{fact}</bdi>
        ))}
      </p>
      {entry.kind === 'track' &&
        versionWords(entry).map((words) => (
          <p class="doubt" key={words}>
            {words}
          </p>
        ))}
      <div class="actions">
        {ACTIONS.map(([what, label, key]) => (
          <button
            key={what}
            type="button"
            class={what}
            disabled={(what === 'accept' || what === 'reject') && entry.kind === 'unknown'}
            onClick={() => onCommand({ do: what })}
          >
            {label} <KeyHint>{key}</KeyHint>
          </button>
        ))}
      </div>
      <h2>{candidates.length === 0 ? 'Nobody has a name for it' : 'Candidates'}</h2>
      <ol class="candidates">
        {candidates.map((candidate, n) => (
          <CandidateItem
            key={n}
            n={n}
            candidate={candidate}
            isOwn={entry.kind === 'track' && n === 0}
            isHeard={hearsOwn && candidate.own !== null && candidate.own.url === compared?.url}
            onTake={() => onCommand({ do: 'take', candidate: n })}
            onCompare={onCompare}
          />
        ))}
      </ol>
    </section>
  );
}

interface ItemProps {
  n: number;
  candidate: Candidate;
  /** It is what the entry says now. */
  isOwn: boolean;
  isHeard: boolean;
  onTake(): void;
  onCompare(own: OwnFile): void;
}

function CandidateItem({ n, candidate, isOwn, isHeard, onTake, onCompare }: ItemProps) {
  const { name, confidence, evidence, own, links, sameSound, claimed } = candidate;
  return (
    <li class={isOwn ? 'own' : ''}>
      <p class="candidate">
        <span class="number">{n + 1}</span>
        <bdi>{name}</bdi>
        <span class="sureness">{claimed ? 'claimed' : percent(confidence)}</span>
      </p>
      {sameSound && <p class="why">The sound can’t tell it from the entry’s own track.</p>}
      {evidence.map((line) => (
        <p class="why" key={line}>
          {line}
        </p>
      ))}
      <p class="choices">
        {!isOwn && (
          <button type="button" onClick={onTake} aria-label={`Take it: ${name}`}>
            Take it {n < 9 && <KeyHint>{n + 1}</KeyHint>}
          </button>
        )}
        {own && (
          <button
            type="button"
            aria-pressed={isHeard}
            onClick={() => onCompare(own)}
            aria-label={`A/B with your file: ${name}`}
          >
            A/B with your file <KeyHint>x</KeyHint>
          </button>
        )}
        {links.map(({ name: site, url }) => (
          <a key={url} href={url} target="_blank" rel="noopener noreferrer">
            {site}
          </a>
        ))}
      </p>
    </li>
  );
}
