import { types } from 'node:util';
import { isRegistryError, RegistryError } from '@lading/core';

/** Errors of another realm, such as a test runner's, count too. */
const { isNativeError } = types;

/** SQLSTATEs that say "not now": connection, resources, operator, system; read-only, idle too long, locked, raced. */
const unavailable = /^(08|53|57|58|25006$|25P03$|55P03$|40001$|40P01$)/;

/** Serialization failure, deadlock; a row that a check saw went away before the foreign key looked. */
const repeatable = /^(40001|40P01|23503)$/;

/** A lock was not to be had in time. */
const locked = '55P03';

/** The server ends the session: it broke, or an operator or a restart ended it. */
const sessionEnded = /^(08|57P)/;

/** What pg says, without a code, of a connection that is gone, and of one that does not answer. */
const gone = /^(Connection terminated|Client (has encountered|was closed))/i;
const silent = /^(Query read timeout|Cannot use a pool|timeout )/i;

/** The SQLSTATE of an error that the server sent. */
function sqlStateOf(error: unknown): string | undefined {
  const { code, severity } = (error ?? {}) as { code?: unknown; severity?: unknown };
  return typeof code === 'string' && severity !== undefined ? code : undefined;
}

/** Whether the same transaction may well succeed if it is run again. */
export function isRepeatable(error: unknown): boolean {
  return repeatable.test(sqlStateOf(error) ?? '');
}

/** Whether a transaction was given up because it waited for a lock of another one for too long. */
export function isLockTimeout(error: unknown): boolean {
  return sqlStateOf(isRegistryError(error) ? error.cause : error) === locked;
}

/** Whether the connection can still be used: only the statement failed. */
export function leavesConnectionUsable(error: unknown): boolean {
  if (isRegistryError(error)) return true;
  const state = sqlStateOf(error);
  return state !== undefined && !sessionEnded.test(state);
}

/** Whether a connection broke, so that another one may do better. */
export function isConnectionGone(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== undefined) return sessionEnded.test(state);
  return isNativeError(error) && ('syscall' in error || gone.test(error.message));
}

/** What the port promises to reject with: `UNAVAILABLE` if the database can't serve now, else the error as it is. */
export function asStoreError(error: unknown): unknown {
  return isRegistryError(error) || !isUnavailable(error) ? error : unavailableBecause(error);
}

export function unavailableBecause(cause: unknown): RegistryError {
  return new RegistryError('UNAVAILABLE', 'the metadata of the registry is not available now', {
    cause,
    headers: { 'retry-after': '5' },
  });
}

function isUnavailable(error: unknown): boolean {
  if (isConnectionGone(error) || unavailable.test(sqlStateOf(error) ?? '')) return true;
  // Several addresses were tried, and none answered.
  return isNativeError(error) && ('errors' in error || silent.test(error.message));
}
