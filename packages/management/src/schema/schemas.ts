import { z } from 'zod';

/** The schemas that the OpenAPI document names, by their names. */
export const schemas = z.registry<{ readonly id: string }>();

/** Gives a schema its name in the OpenAPI document. */
export function named<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  schemas.add(schema, { id });
  return schema;
}
