import { z } from 'zod';

/** The path of a file, relative to the folder of the access file. */
export const path = z.string().min(1, 'must be the path of a file');

/** A number of seconds, also as text: `parseYaml` returns every value as text. */
export function seconds({ least, most }: { readonly least: number; readonly most: number }) {
  const error = `must be a whole number of seconds from ${least} to ${most}`;
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
    z.int(error).min(least, error).max(most, error),
  );
}
