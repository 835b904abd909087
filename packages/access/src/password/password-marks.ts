import { createHmac, hkdfSync } from 'node:crypto';
import { RecentMap } from '../recent/recent-map.js';

const mostEntries = 10_000;
const markLength = 16;

/**
 * Makes marks of the passwords of an htpasswd file from their stored hashes. A token or session of a user of the file has the mark
 * of the password, and ends when the file has another hash for that user. All replicas with the same file and keys make the same
 * marks. A mark is a keyed hash: clients see it in their tokens, and must not learn anything about the stored hash.
 */
export class PasswordMarks {
  readonly #keys: readonly Uint8Array[];
  readonly #known = new RecentMap<string, readonly string[]>(mostEntries);

  /** @param secretKeys the keys that all replicas share; the first one is for new marks. A key for marks is derived from each. */
  constructor(secretKeys: readonly Uint8Array[]) {
    const keys = secretKeys.length > 0 ? secretKeys : [new Uint8Array()];
    this.#keys = keys.map((key) => Buffer.from(hkdfSync('sha256', key, '', 'lading password marks', 32)));
  }

  /** The marks of a stored hash, one for each key. New tokens and sessions get the first one. All are accepted. */
  of(user: string, stored: string): readonly string[] {
    const text = JSON.stringify([user, stored]);
    return this.#known.getOrMake(text, () =>
      this.#keys.map((key) => createHmac('sha256', key).update(text).digest('base64url').slice(0, markLength)),
    );
  }
}
