import { randomUUID } from 'node:crypto';

const acceptable = /^[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}$/;

/** The id of a request: the one that it came with, if it is short and plain, or a new one. */
export function requestIdOf(field: string | readonly string[] | undefined): string {
  return typeof field === 'string' && acceptable.test(field) ? field : randomUUID();
}
