import type { z } from 'zod';

type Schema = z.core.$ZodTypes;

/** The keys that the schema allows in the mapping at a path; empty if it allows any key. */
export function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  let here: Schema | undefined = plain(schema);
  for (const step of path) here = here && inside(here, step);
  return here?._zod.def.type === 'object' ? Object.keys(here._zod.def.shape) : [];
}

/** The schema of a member or an item. */
function inside({ _zod: { def } }: Schema, step: PropertyKey): Schema | undefined {
  const next =
    def.type === 'object'
      ? def.shape[String(step)]
      : def.type === 'array'
        ? def.element
        : def.type === 'record'
          ? def.valueType
          : undefined;
  return next && plain(next);
}

/** The schema inside optional, default and transforming schemas. */
function plain(schema: z.core.$ZodType): Schema {
  const { def } = (schema as Schema)._zod;
  if (def.type === 'optional' || def.type === 'default') return plain(def.innerType);
  return def.type === 'pipe' ? plain(def.in) : (schema as Schema);
}
