import type { z } from 'zod';

/**
 * How far a `.env` in the working directory is believed, which a stranger may have put there:
 * `harmless` always; `lower` and `raise` where it makes a number smaller or greater than it is without, or turns a switch
 * off or on; `credential` where nothing of the same service is set elsewhere, so that a key and the address to which it is
 * sent come from one place.
 */
export type Trust = 'harmless' | 'lower' | 'raise' | 'credential';

/** What a setting's `.meta()` may say besides its description. */
export interface FieldMeta {
  /** The provider's usual environment names, besides `TRACKLISTIFY_…`. */
  env?: readonly string[];
  /** Never shown, logged or written anywhere. */
  secret?: boolean;
  /** Nothing of this setting is taken from a `.env` in the working directory unless it says how far. */
  dotenv?: Trust;
  /** It says where something is sent, a credential of its section among others. */
  address?: boolean;
  /** The only values that a `.env` in the working directory may give it. */
  known?: RegExp;
}

export type FieldType = 'string' | 'number' | 'boolean' | 'list';

/** One leaf of the settings schema. */
export interface Field {
  /** `library.path` */
  place: string;
  type: FieldType;
  description: string;
  /** Environment names that set it, strongest first. */
  env: readonly string[];
  secret: boolean;
  dotenv: Trust | null;
  address: boolean;
  known: RegExp | null;
}

interface Def {
  type: string;
  innerType?: z.ZodType;
  in?: z.ZodType;
  out?: z.ZodType;
  shape?: Record<string, z.ZodType>;
}
const defOf = (schema: z.ZodType): Def => schema.def as unknown as Def;

/** Reads the leaves, with their environment names and descriptions, off the schema itself, so that there is one list only. */
export function fieldsOf(schema: z.ZodType, place: readonly string[] = []): Field[] {
  const { core, meta } = unwrap(schema);
  const def = defOf(core);
  if (def.type === 'object') {
    return Object.entries(def.shape ?? {}).flatMap(([key, inner]) => fieldsOf(inner, [...place, key]));
  }
  const own = `TRACKLISTIFY_${place
    .map((part) =>
      part
        .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
        .replaceAll('-', '_')
        .toUpperCase(),
    )
    .join('_')}`;
  return [
    {
      place: place.join('.'),
      type: leafType(def.type),
      description: meta.description ?? '',
      env: [own, ...(meta.env ?? [])],
      secret: meta.secret ?? false,
      dotenv: meta.dotenv ?? null,
      address: meta.address ?? false,
      known: meta.known ?? null,
    },
  ];
}

function leafType(type: string): FieldType {
  if (type === 'array') return 'list';
  if (type === 'number' || type === 'boolean') return type;
  return 'string';
}

/** Takes off optional, default and the like; the outermost meta wins. */
function unwrap(schema: z.ZodType): { core: z.ZodType; meta: FieldMeta & { description?: string } } {
  let core = schema;
  let meta: FieldMeta & { description?: string } = {};
  for (;;) {
    meta = { ...(core.meta() as object | undefined), ...meta };
    const def = defOf(core);
    const inner = def.innerType ?? (def.type === 'pipe' ? def.out : undefined);
    if (!inner) return { core, meta };
    core = inner;
  }
}
