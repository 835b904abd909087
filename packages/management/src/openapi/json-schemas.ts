import { z } from 'zod';
import { schemas } from '../schema/schemas.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Whether a schema is for a request or for an answer. */
type Side = 'input' | 'output';

function optionsFor(io: Side) {
  return {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }: { jsonSchema: Record<string, unknown> }) => {
      // For clients, a time is a string.
      if (jsonSchema.format === 'date-time') delete jsonSchema.anyOf;
      // An answer may get more members in a later version.
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  } as const;
}

/** Refers to a schema that has a name. Anything if it has none. */
export function referenceTo(schema: z.ZodType): JsonSchema {
  const id = schemas.get(schema)?.id;
  return id === undefined ? {} : { $ref: uri(id) };
}

/** The parameters of a query. */
export function parametersOf(query: z.ZodObject): readonly JsonSchema[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, optionsFor('input'));
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

/** The schemas that have a name. Those of requests are called inputs. */
export function namedJsonSchemas(): Readonly<Record<string, JsonSchema>> {
  const [inputs, outputs] = (['input', 'output'] as const).map(
    (io) => z.toJSONSchema(schemas, { ...optionsFor(io), uri }).schemas,
  );
  const names = Object.keys({ ...inputs, ...outputs }).sort();
  return Object.fromEntries(
    names.map((name) => {
      const { $schema, $id, ...json } = ((name.endsWith('Input') ? inputs : outputs)?.[name] ?? {}) as JsonSchema;
      return [name, json];
    }),
  );
}

function uri(id: string): string {
  return `#/components/schemas/${id}`;
}
