import { performance } from 'node:perf_hooks';
import { RegistryError } from '@lading/core';
import { errors } from 'jose';
import { type FindKey, parseJwkSet } from './jwk-set.js';

export interface RemoteJwkSetOptions {
  /** Reads the text of the set, within a limit of time and size. */
  readonly readText: () => Promise<string>;
  /** The least time between two reads; 30 if absent. After a failure it is always 30. */
  readonly cooldownSeconds?: number | undefined;
  /** Called when the keys cannot be read. */
  readonly onProblem: (message: string, values: Readonly<Record<string, unknown>>) => void;
  /** A clock that only goes forward, in milliseconds; `performance.now` if absent. */
  readonly now?: (() => number) | undefined;
}

const second = 1000;
const freshFor = 600 * second;
const longCooldown = 30 * second;
const lastGoodFor = 24 * 3600 * second;

/**
 * A JWK set that somebody else publishes. It is read again after 10 minutes, and for an unknown key, but not more often than the
 * cooldown allows. If it cannot be read, the last one remains in use for 24 hours.
 */
export class RemoteJwkSet {
  readonly #options: RemoteJwkSetOptions;
  readonly #now: () => number;
  #set: { readonly find: FindKey; readonly text: string; readonly readAt: number } | undefined;
  #nextTryAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(options: RemoteJwkSetOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** A value that changes when other keys are read. If the keys are older than 10 minutes, it starts to read them again. */
  version(): string | undefined {
    if (this.#set !== undefined && this.#age() >= freshFor) void this.#read();
    return this.#set?.text;
  }

  /**
   * @throws JOSEError if there is no such key
   * @throws RegistryError `UNAVAILABLE` if no keys could be read in the last 24 hours
   */
  readonly find: FindKey = async (header, token) => {
    if (this.#age() >= freshFor) await this.#read();
    if (this.#set === undefined || this.#age() >= lastGoodFor)
      throw new RegistryError('UNAVAILABLE', 'the keys of the token issuer cannot be read now');
    try {
      return await this.#set.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.#read();
      return this.#set.find(header, token);
    }
  };

  #age(): number {
    return this.#set === undefined ? Number.POSITIVE_INFINITY : this.#now() - this.#set.readAt;
  }

  /** Reads the set unless the last attempt was too recent. Concurrent calls wait for the same answer. */
  async #read(): Promise<void> {
    if (this.#reading === undefined && this.#now() >= this.#nextTryAt) {
      this.#reading = this.#fetch().finally(() => {
        this.#reading = undefined;
      });
    }
    await this.#reading;
  }

  async #fetch(): Promise<void> {
    const { readText, cooldownSeconds, onProblem } = this.#options;
    const startedAt = this.#now();
    try {
      const text = await readText();
      this.#set = { find: parseJwkSet(text), text, readAt: startedAt };
      this.#nextTryAt = startedAt + (cooldownSeconds === undefined ? longCooldown : cooldownSeconds * second);
    } catch (error) {
      this.#nextTryAt = startedAt + longCooldown;
      onProblem('the keys of the token issuer cannot be read', { error });
    }
  }
}
