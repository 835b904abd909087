import { types } from 'node:util';
import { isRegistryError, RegistryError } from '@lading/core';

/** Errors of another realm, such as a test runner's, count too. */
const { isNativeError } = types;

/**
 * SQLSTATEs of failures that no request caused: connection, resources, operator and system; user, database or privilege
 * refused; read-only, out of transaction ids; idle or at work too long, locked, raced.
 */
const unavailable = /^(08|28|3D|53|57|58|25006$|25P03$|25P04$|42501$|54000$|55P03$|40001$|40003$|40P01$)/;

/** Serialization failure, deadlock; a row that a check saw went away before the foreign key looked. */
const repeatable = /^(40001|40P01|23503)$/;

/** A lock was not to be had in time. */
const locked = '55P03';

/** The server ends the session: it broke, or an operator or a restart ended it. */
const sessionEnded = /^(08|57P)/;

/** The server takes no changes. Another one may, to which a new connection leads. */
const readOnly = '25006';

/** What pg says, without a code: a connection is gone, a statement is not answered, none is to be had in time. */
const gone = /^(Connection terminated|Client (has encountered|was closed))/i;
const unanswered = /^Query read timeout/;
const notConnected = /^(timeout expired|Connection terminated due to connection timeout)/;
const noConnection = /^(Cannot use a pool|timeout )/i;

/** The SQLSTATE of an error that the server sent. */
export function sqlStateOf(error: unknown): string | undefined {
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
  return state !== undefined && state !== readOnly && !sessionEnded.test(state);
}

/** Whether the other connections to this server will fail in the same way: it is silent, or takes no changes. */
export function concernsAllConnections(error: unknown): boolean {
  return sqlStateOf(error) === readOnly || (isNativeError(error) && unanswered.test(error.message));
}

/** Whether nothing listens at an address, or it has no way to it. */
export function hasNoServer(error: unknown): boolean {
  const { syscall, errors } = (error ?? {}) as { syscall?: unknown; errors?: unknown };
  return syscall === 'connect' || syscall === 'getaddrinfo' || errors !== undefined;
}

/** Whether a connection was not made in time. */
export function isConnectTimeout(error: unknown): boolean {
  return isNativeError(error) && notConnected.test(error.message);
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
  if (!isNativeError(error)) return false;
  return 'errors' in error || unanswered.test(error.message) || noConnection.test(error.message);
}
