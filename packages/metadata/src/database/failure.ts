import { isRegistryError, RegistryError } from '@lading/core';

/** Classes and codes of SQLSTATE that say "not now": connection, resources, operator; canceled, locked, read-only. */
const unavailable = /^(08|53|57|58|25006$|25P03$|55P03$|40001$|40P01$)/;

/** Serialization failure, deadlock; a row that a check saw went away before the foreign key looked. */
const repeatable = /^(40001|40P01|23503)$/;

/** What pg says, without a code, of a connection that it lost or could not get. */
const lostConnection =
  /^(Connection terminated|Query read timeout|Client (has encountered|was closed)|Cannot use a pool|timeout )/i;

/** The SQLSTATE of an error that the server sent. */
function sqlStateOf(error: unknown): string | undefined {
  const { code, severity } = (error ?? {}) as { code?: unknown; severity?: unknown };
  return typeof code === 'string' && severity !== undefined ? code : undefined;
}

/** Whether the same transaction may well succeed if it is run again. */
export function isRepeatable(error: unknown): boolean {
  return repeatable.test(sqlStateOf(error) ?? '');
}

/** Whether the connection can still be used: what failed was the statement alone. */
export function leavesConnectionUsable(error: unknown): boolean {
  if (isRegistryError(error)) return true;
  const state = sqlStateOf(error);
  return state !== undefined && !/^(08|57P)/.test(state);
}

/** Whether the server was lost before it could answer. */
export function isLostConnection(error: unknown): boolean {
  if (sqlStateOf(error) !== undefined) return /^(08|57P)/.test(sqlStateOf(error) ?? '');
  if (!(error instanceof Error)) return false;
  return 'syscall' in error || error instanceof AggregateError || lostConnection.test(error.message);
}

/** What the port promises to reject with: `UNAVAILABLE` if the database can't serve now, else the error as it is. */
export function asStoreError(error: unknown): unknown {
  if (isRegistryError(error)) return error;
  if (!isLostConnection(error) && !unavailable.test(sqlStateOf(error) ?? '')) return error;
  return new RegistryError('UNAVAILABLE', 'the metadata of the registry is not available now', {
    cause: error,
    headers: { 'retry-after': '5' },
  });
}
