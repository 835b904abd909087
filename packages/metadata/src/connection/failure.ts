import { types } from 'node:util';
import { isRegistryError, RegistryError } from '@lading/core';
import { ForeignError } from './foreign-error.js';

/** Errors of another realm, such as a test runner's, count too. */
const { isNativeError } = types;

/**
 * SQLSTATEs of failures that no request caused: connection, resources, operator and system; user, database or privilege
 * refused; read-only, out of transaction ids; idle or at work too long, locked, raced.
 */
const unavailable = /^(08|28|3D|53|57|58|25006$|25P03$|25P04$|42501$|54000$|55P03$|40001$|40003$|40P01$)/;

/** Serialization failure, deadlock; a row that a check saw went away before the foreign key looked. */
const repeatable = /^(40001|40P01|23503)$/;

/** Lock timeout. */
const locked = '55P03';

/** The session broke, or an operator or a restart ended it. */
const sessionEnded = /^(08|57P)/;

/** The server is read-only. A new connection may find another server that is not. */
const readOnly = '25006';

/** Errors of pg that have no code: a lost connection, a statement without an answer, and no connection in time. */
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

/** Whether a transaction failed because it waited too long for a lock. */
export function isLockTimeout(error: unknown): boolean {
  return sqlStateOf(isRegistryError(error) ? error.cause : error) === locked;
}

/** Whether only the statement failed, so that the connection can still be used. */
export function leavesConnectionUsable(error: unknown): boolean {
  if (isRegistryError(error) || error instanceof ForeignError) return true;
  const state = sqlStateOf(error);
  return state !== undefined && state !== readOnly && !sessionEnded.test(state);
}

/** Whether the other connections to this server will fail too, because it does not answer or is read-only. */
export function concernsAllConnections(error: unknown): boolean {
  return sqlStateOf(error) === readOnly || (isNativeError(error) && unanswered.test(error.message));
}

/** Whether nothing listens at an address, or it cannot be reached. */
export function hasNoServer(error: unknown): boolean {
  const { syscall, errors } = (error ?? {}) as { syscall?: unknown; errors?: unknown };
  return syscall === 'connect' || syscall === 'getaddrinfo' || errors !== undefined;
}

/** Whether opening a connection took too long. */
export function isConnectTimeout(error: unknown): boolean {
  return isNativeError(error) && notConnected.test(error.message);
}

/** Whether a connection broke, so that another one may work. */
export function isConnectionGone(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== undefined) return sessionEnded.test(state);
  return isNativeError(error) && ('syscall' in error || gone.test(error.message));
}

/** Converts an error to one that the port allows: `UNAVAILABLE` if the database cannot serve now, else the same error. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof ForeignError) return error.thrown;
  return isRegistryError(error) || !isUnavailable(error) ? error : unavailableBecause(error);
}

export function unavailableBecause(cause: unknown): RegistryError {
  return new RegistryError('UNAVAILABLE', 'the metadata of the registry is not available now', {
    cause,
    retryAfterSeconds: 5,
  });
}

function isUnavailable(error: unknown): boolean {
  if (isConnectionGone(error) || unavailable.test(sqlStateOf(error) ?? '')) return true;
  // Several addresses were tried, and none answered.
  if (!isNativeError(error)) return false;
  return 'errors' in error || unanswered.test(error.message) || noConnection.test(error.message);
}
