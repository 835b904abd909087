import path from 'node:path';
import type { PostgresSettings } from './postgres-settings.js';
import type { Log } from './program.js';

export interface EmbeddedPostgresOptions {
  /** The folder of the data, for this and later starts. It is created if it does not exist. */
  readonly directory: string;
  /** Receives each line that PostgreSQL prints, without its line break. */
  readonly log?: Log;
  /** Aborts the start. It has no effect after the start; then use `stop`. */
  readonly signal?: AbortSignal;
  /** How long `stop` waits for a fast shutdown before it ends PostgreSQL at once, without data loss; 30 if not given. */
  readonly stopTimeoutSeconds?: number;
  /** PostgreSQL's settings by name. Settings that keep committed data safe cannot be switched off. */
  readonly settings?: PostgresSettings;
}

/** The valid values of each option, as a description and as a check. */
const forms: Readonly<Record<keyof EmbeddedPostgresOptions, readonly [string, (value: unknown) => boolean]>> = {
  directory: ['the path of a folder', (value) => typeof value === 'string' && /^[^\0]+$/.test(value)],
  log: ['a function', (value) => typeof value === 'function'],
  signal: ['an AbortSignal', (value) => value instanceof AbortSignal],
  stopTimeoutSeconds: ['seconds, 0 to 2147483', isSeconds],
  settings: ['an object of texts, numbers and booleans by the names of PostgreSQL', isSettings],
};

/**
 * Checks the options, since a caller may write JavaScript.
 * @returns the options with an absolute `directory`
 * @throws {TypeError} that names the option
 */
export function checkOptions(options: EmbeddedPostgresOptions): EmbeddedPostgresOptions {
  if (typeof options !== 'object' || options === null)
    throw new TypeError('options must be an object with a directory');
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(forms, name)) {
      throw new TypeError(`${name} is not an option; the options are ${Object.keys(forms).join(', ')}`);
    }
  }
  for (const [name, [form, isOfForm]] of Object.entries(forms)) {
    const value: unknown = options[name as keyof EmbeddedPostgresOptions];
    if (value === undefined && name !== 'directory') continue;
    if (!isOfForm(value)) throw new TypeError(`${name} must be ${form}, not ${show(value)}`);
  }
  return { ...options, directory: path.resolve(options.directory) };
}

/** Node's timers have a maximum of 2147483647 milliseconds. */
function isSeconds(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 2_147_483;
}

function isSettings(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([name, setting]) => /^[a-z_][\w.]*$/i.test(name) && ['string', 'number', 'boolean'].includes(typeof setting),
  );
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' && value !== null ? 'another object' : String(value);
}
