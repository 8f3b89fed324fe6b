import type { Manner } from '../chat/chat.js';
import type { Dialect } from '../chat/request.js';
import { USUAL_THOUGHTS } from '../chat/thoughts.js';

/** For names and for the set, the best first. The next one is asked where the one before it is no more. */
export const TEXT_MODELS = ['gpt-6-luna', 'gpt-5.6-luna'] as const;
/** No model of the GPT-6 family listens. */
export const SOUND_MODELS = ['gpt-audio-1.5'] as const;

/** Days on which OpenAI switches models off, as told by November 2026; the server's own word goes before. */
export const SHUTDOWNS: Readonly<Record<string, string>> = {
  'gpt-5': '2026-12-11',
  'gpt-5-mini': '2026-12-11',
  'gpt-5-nano': '2026-12-11',
  'gpt-5-pro': '2026-12-11',
  o3: '2026-12-11',
  'gpt-4o': '2027-01-14',
  'gpt-4o-mini': '2027-01-14',
  'gpt-4.1': '2027-01-14',
  'gpt-4.1-mini': '2027-01-14',
  'gpt-audio': '2027-01-20',
  'gpt-audio-mini': '2027-01-20',
  'gpt-4o-audio-preview': '2027-01-20',
  'gpt-4o-mini-audio-preview': '2027-01-20',
  'gpt-5.1': '2027-04-01',
  'gpt-5.4-nano': '2027-04-01',
};

const PLAIN: Dialect = {
  role: 'system',
  form: 'schema',
  tokenField: 'max_completion_tokens',
  sound: 'bare',
  modalities: true,
  stream: false,
  temperature: null,
  effort: null,
  thinking: null,
};

/** In this order: an audio model is none of the family whose number it bears. */
const FAMILIES: ReadonlyArray<readonly [RegExp, Partial<Dialect>, thinkingTokens: number]> = [
  // They keep to no schema, but call the function that they must call.
  [/^gpt-.*audio/, { form: 'tool' }, 0],
  [/^(gpt-[34]|chatgpt)/, { temperature: 0 }, 0],
  [/^gpt-5.*chat/, {}, 0],
  // These can't be told not to think at all.
  [/^(o\d|gpt-5(?!\.)|gpt-[6-9]\S*-(sol|astra))/, { role: 'developer', effort: 'low' }, USUAL_THOUGHTS],
  // OpenAI's advice for work like ours: begin without thoughts.
  [/^gpt-[5-9]/, { role: 'developer', effort: 'none' }, USUAL_THOUGHTS],
];

/** How a model is asked, by its name. `isOpenai`: one of OpenAI's that isn't known yet is of its newest kind. */
export function mannerOf(model: string, isOpenai: boolean): Manner {
  const [, dialect, thinkingTokens] = FAMILIES.find(([name]) => name.test(model)) ?? [];
  if (dialect && thinkingTokens !== undefined) return { dialect: { ...PLAIN, ...dialect }, thinkingTokens };
  return isOpenai
    ? { dialect: { ...PLAIN, effort: 'none' }, thinkingTokens: USUAL_THOUGHTS }
    : { dialect: PLAIN, thinkingTokens: 0 };
}

/** What a model that listens is asked like, whatever its name: where it isn't OpenAI's, nothing but words is sure. */
export function soundMannerOf(model: string, isOpenai: boolean): Manner {
  const manner = mannerOf(model, isOpenai);
  if (manner.dialect.form === 'tool') return manner;
  return { ...manner, dialect: { ...manner.dialect, form: 'words' } };
}
