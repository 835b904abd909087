import { parseRepositoryPattern, type RepositoryPattern } from '@lading/core';
import { z } from 'zod';
import { right, where } from './rule-schemas.js';

/** The schemas of patterns and scopes in the inputs of operations, and of scopes in access files. */

/** Long patterns with many `**` make decisions slow, and not only administrators write patterns. */
const most = { segments: 16, anyDepths: 3, patternsOfCredential: 100 };

const tooLong = `must have at most ${most.segments} segments, of which at most ${most.anyDepths} are **`;

function isShort(text: string): boolean {
  const segments = text.split('/');
  const anyDepths = segments.filter((segment) => segment === '**').length;
  return segments.length <= most.segments && anyDepths <= most.anyDepths;
}

export const pattern = z.string().transform((text, { addIssue }): RepositoryPattern => {
  try {
    const parsed = parseRepositoryPattern(text);
    if (isShort(parsed)) return parsed;
    addIssue({ code: 'custom', message: tooLong });
  } catch (error) {
    addIssue({ code: 'custom', message: (error as Error).message });
  }
  return z.NEVER;
});

/** A pattern in a rule, of which a segment may be `{user}`. */
export const rulePattern = where.refine(isShort, tooLong);

export const what = z.array(right).min(1).max(5);

const scope = z.strictObject({ where: z.array(pattern).min(1).max(100), what });

export const scopes = z
  .array(scope)
  .min(1)
  .max(100)
  .refine(
    (given) => given.flatMap(({ where }) => where).length <= most.patternsOfCredential,
    `must have at most ${most.patternsOfCredential} patterns in all`,
  );
