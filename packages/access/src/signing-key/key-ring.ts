import { createPublicKey, type KeyObject } from 'node:crypto';
import { RegistryError, type SigningKey, type SigningKeys, type Task } from '@lading/core';
import type { StoreClock } from '../clock/store-clock.js';
import { algorithm, makeSigningKey } from './make-signing-key.js';
import { cannotOpen, SealingKeyError } from './sealing-key-error.js';
import { SealingKeys } from './sealing-keys.js';
import { isNextDue, type KeyTimes, timesOfNext } from './signing-times.js';

export interface KeyRingOptions {
  readonly store: SigningKeys;
  readonly clock: StoreClock;
  /** 32 bytes each. The first one seals the private keys in the store, and each one opens them. */
  readonly sealingKeys: readonly Uint8Array[];
  /** How long a key signs. */
  readonly signSeconds: number;
  /** Called if keys cannot be read in the background, or cannot be opened. The keys that were read before remain. */
  readonly onProblem: (message: string, values: Readonly<Record<string, unknown>>) => void;
  /** How often the keys are read; 30 s if absent. */
  readonly readEverySeconds?: number;
}

/** A public key as a JWK set has it (RFC 7517). */
type PublicKey = Readonly<Record<string, unknown>>;

interface OpenKey extends Omit<SigningKey, 'sealedPrivate' | 'publicJwk'> {
  readonly publicJwk: PublicKey;
  readonly publicKey: KeyObject;
  /** Absent if no sealing key opens it. */
  readonly privateKey: KeyObject | undefined;
}

const defaultReadEverySeconds = 30;
const readForUnknownEverySeconds = 5;

/** The signing keys of all processes, as they were read from the store at most 30 s ago. */
export class KeyRing {
  readonly #options: KeyRingOptions;
  readonly #sealingKeys: SealingKeys;
  #keys: ReadonlyMap<string, OpenKey> = new Map();
  #reading: Promise<void> | undefined;
  #readForUnknownAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  private constructor(options: KeyRingOptions) {
    this.#options = options;
    this.#sealingKeys = new SealingKeys(options.sealingKeys);
  }

  /**
   * Reads the keys, and makes the first one.
   * @throws TypeError if a sealing key is malformed
   * @throws SealingKeyError if no sealing key opens a key that may sign
   */
  static async open(options: KeyRingOptions): Promise<KeyRing> {
    const ring = new KeyRing(options);
    await ring.#makeIf(isNextDue);
    for (const { kid, privateKey, retireAt } of ring.#keys.values())
      if (privateKey === undefined && retireAt > ring.now()) throw new SealingKeyError(kid);
    const { readEverySeconds = defaultReadEverySeconds } = options;
    ring.#timer = setInterval(() => void ring.#readInBackground(), readEverySeconds * 1000).unref();
    return ring;
  }

  /** The time of the store. */
  now(): Date {
    return this.#options.clock.now();
  }

  /**
   * The key that signs now: the newest that is active.
   * @throws RegistryError `UNAVAILABLE` if there is none
   */
  signer(): { readonly kid: string; readonly privateKey: KeyObject } {
    const now = this.now();
    for (const { kid, privateKey, activateAt, retireAt } of [...this.#keys.values()].reverse())
      if (privateKey !== undefined && activateAt <= now && retireAt > now) return { kid, privateKey };
    throw new RegistryError('UNAVAILABLE', 'the token service has no signing key now');
  }

  /** The public key of an id, if tokens that it has signed may still be valid. */
  find(kid: string): KeyObject | undefined {
    return this.#keys.get(kid)?.publicKey;
  }

  /** As `find`, but reads the store for an id that is not known, at most every 5 s: another process may have made the key. */
  async findInStore(kid: string): Promise<KeyObject | undefined> {
    if (!this.#keys.has(kid) && this.now().getTime() >= this.#readForUnknownAt + readForUnknownEverySeconds * 1000) {
      this.#readForUnknownAt = this.now().getTime();
      await this.read();
    } else await this.#reading;
    return this.find(kid);
  }

  /** The public keys of all keys that sign, have signed or will sign, without those that are dropped. */
  publicKeys(): readonly PublicKey[] {
    return [...this.#keys.values()].map(({ publicJwk }) => publicJwk);
  }

  /** All keys and their times, the oldest activation first. */
  list(): readonly KeyTimes[] {
    return [...this.#keys.values()].map(({ kid, activateAt, retireAt, dropAt }) => ({
      kid,
      activateAt,
      retireAt,
      dropAt,
    }));
  }

  /** Reads the keys again. */
  read(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Makes a key that signs in 10 minutes, when every process has read it. The keys before it remain valid. */
  async rotate(): Promise<void> {
    await this.#makeIf(() => true);
  }

  /**
   * Ends a key at once: the tokens that it has signed are not valid any more, in other processes within 30 s.
   * @returns whether there was one
   */
  async drop(kid: string): Promise<boolean> {
    const wasThere = await this.#options.store.drop(kid);
    await this.#makeIf(isNextDue);
    return wasThere;
  }

  /** Makes the next key when it is due, and deletes keys that are dropped. */
  get task(): Task {
    const run = async () => {
      await this.#makeIf(isNextDue);
      await this.#options.store.maintain();
    };
    return { name: 'signing-keys', everySeconds: 60, isShared: true, run };
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #makeIf(isDue: (keys: readonly SigningKey[], now: Date) => boolean): Promise<void> {
    const { store, signSeconds } = this.#options;
    await store.add(async (keys, now) =>
      isDue(keys, now) ? makeSigningKey(timesOfNext(keys, now, signSeconds), this.#sealingKeys) : undefined,
    );
    await this.#reading;
    await this.read();
  }

  async #read(): Promise<void> {
    const { store, clock } = this.#options;
    const { keys } = await clock.follow(() => store.read());
    const known = keys.filter((key) => key.algorithm === algorithm);
    this.#keys = new Map(known.map((key) => [key.kid, this.#keys.get(key.kid) ?? this.#open(key)]));
  }

  /** Also makes the next key when it is due: a process that runs no tasks must not end with no key that signs. */
  async #readInBackground(): Promise<void> {
    try {
      await this.read();
      if (isNextDue([...this.#keys.values()], this.now())) await this.#makeIf(isNextDue);
    } catch (error) {
      this.#options.onProblem('the signing keys cannot be read or made', { error });
    }
  }

  #open({ sealedPrivate, publicJwk, ...key }: SigningKey): OpenKey {
    const { kty, crv, x, y } = publicJwk as Readonly<Record<string, string>>;
    const privateKey = this.#sealingKeys.open(key.kid, sealedPrivate);
    if (privateKey === undefined) this.#options.onProblem(cannotOpen(key.kid), {});
    return {
      ...key,
      publicJwk: { kty, crv, x, y, kid: key.kid, alg: key.algorithm, use: 'sig' },
      publicKey: createPublicKey({ key: { kty, crv, x, y } as Record<string, string>, format: 'jwk' }),
      privateKey,
    };
  }
}
