import { z } from 'zod';

/** The documentation of a configuration key. It is part of the schema, so that both stay in agreement. */
export interface KeyDocumentation {
  /** The name of the environment variable. */
  readonly environment: string;
  readonly description: string;
  readonly unit?: 'bytes' | 'seconds';
  /** A description of the allowed values, if the schema does not describe them. */
  readonly allowed?: string;
  /** A description of the default, if it is not a plain value. */
  readonly otherwise?: string;
  /** Whether the value is secret. It is never printed, and the variable `<environment>_FILE` may name a file that has it. */
  readonly secret?: true;
}

/** The documentation of every key, by schema. */
export const keyDocumentation = z.registry<KeyDocumentation>();

/** Adds documentation to the schema of a key. */
export function key<Schema extends z.ZodType>(
  environment: string,
  schema: Schema,
  description: string,
  more: Omit<KeyDocumentation, 'environment' | 'description'> = {},
): Schema {
  keyDocumentation.add(schema, { environment, description, ...more });
  return schema;
}

/** A whole number from `lowest` to `highest`. */
export function wholeNumber(lowest: number, highest: number): z.ZodInt {
  return z.int().min(lowest).max(highest);
}
