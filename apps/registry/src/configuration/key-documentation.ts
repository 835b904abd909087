import { z } from 'zod';

/** What a person must know of a configuration key beside its form: the schema holds both, so neither goes out of date. */
export interface KeyDocumentation {
  /** The name of its environment variable. */
  readonly environment: string;
  readonly description: string;
  readonly unit?: 'bytes' | 'seconds';
  /** What is allowed, in words, where its form does not tell. */
  readonly allowed?: string;
  /** What happens without it, in words, where there is no plain default. */
  readonly otherwise?: string;
  /** Never printed; it may come from a file, whose name is in the variable `<environment>_FILE`. */
  readonly secret?: true;
}

/** The documentation of every key, found by the key's schema. */
export const keyDocumentation = z.registry<KeyDocumentation>();

/** Ties a key's schema to its documentation. */
export function key<Schema extends z.ZodType>(
  environment: string,
  schema: Schema,
  description: string,
  more: Omit<KeyDocumentation, 'environment' | 'description'> = {},
): Schema {
  keyDocumentation.add(schema, { environment, description, ...more });
  return schema;
}

/** A whole number within limits, both included. */
export function wholeNumber(lowest: number, highest: number): z.ZodInt {
  return z.int().min(lowest).max(highest);
}
