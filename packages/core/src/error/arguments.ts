import { isUint8Array } from 'node:util/types';
import { quoted } from './quoted.js';

/** Checks of arguments for callers without types. `what` names the argument in the message. */

/** @throws TypeError */
export function requireString(value: unknown, what: string): asserts value is string {
  if (typeof value !== 'string') throw new TypeError(`${what} must be a string, not ${quoted(value)}`);
}

/** @throws TypeError */
export function requireBytes(value: unknown, what: string): asserts value is Uint8Array {
  if (!isUint8Array(value)) throw new TypeError(`${what} must be a Uint8Array, not ${quoted(value)}`);
}

/** @throws TypeError */
export function requireSize(value: unknown, what: string): asserts value is number {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw new TypeError(`${what} must be a whole number that is not negative, not ${quoted(value)}`);
}

/** @throws TypeError */
export function requireArray(value: unknown, what: string): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${what} must be an array, not ${quoted(value)}`);
}
