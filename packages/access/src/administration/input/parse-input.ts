import type { z } from 'zod';
import { AdministrationError } from '../administration-error.js';

/**
 * Reads the input of an operation.
 * @throws AdministrationError `INVALID` that names the member
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const unknownMember = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const member = [...(issue?.path ?? []), ...(unknownMember === undefined ? [] : [unknownMember])].join('.');
  const reason = unknownMember === undefined ? issue?.message : 'there is no such member';
  throw new AdministrationError('INVALID', `${member === '' ? 'the input' : member}: ${reason}`, member);
}
