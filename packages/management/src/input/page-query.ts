import { z } from 'zod';

/** Text that every store can keep and compare. */
export const plainText = z
  .string()
  .max(256)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must not have control characters');

const limit = z.coerce.number().int().min(1).max(1000).default(100);

/** `next` of the page before. Its form is not promised. */
const cursor = z
  .string()
  .max(1024)
  .transform((text) => Buffer.from(text, 'base64url').toString());

/** Of a list of records with names. */
export const namePageQuery = z.strictObject({ limit, after: cursor.pipe(plainText).optional() });

/** Of a list of records with ids. */
export const idPageQuery = z.strictObject({ limit, after: cursor.pipe(z.uuid()).optional() });

/** A request for a page, as it was read. */
export interface PageQuery {
  readonly limit: number;
  readonly after?: string | undefined;
}

export function cursorOf(key: string): string {
  return Buffer.from(key).toString('base64url');
}
