import type { AccessRecord } from '@lading/core';
import { AdministrationError } from '../administration-error.js';

/** The record that a write expects: one with this version, any (`present`), or none (`absent`). No expectation if undefined. */
export type Expectation = number | 'present' | 'absent' | undefined;

/** @throws AdministrationError `STALE`, `NOT_FOUND` or `TAKEN` */
export function requireExpected(found: AccessRecord | undefined, expected: Expectation, what: string): void {
  if (expected === 'absent' && found !== undefined) throw new AdministrationError('TAKEN', `${what} already exists`);
  if (expected === 'present' && found === undefined) throw notFound(what);
  if (typeof expected === 'number' && found?.version !== expected)
    throw new AdministrationError('STALE', `${what} has been changed by somebody else`);
}

export function notFound(what: string): AdministrationError {
  return new AdministrationError('NOT_FOUND', `there is no ${what.replace(/^the /, '')}`);
}

/** The result of a write by name. */
export interface Written<Record> {
  readonly record: Record;
  readonly isNew: boolean;
}
