import { randomBytes, timingSafeEqual } from 'node:crypto';
import { parseBcrypt } from './bcrypt-hash.js';
import type { HashingJob } from './hashing-job.js';
import { HashingQueue, type HashingTurn } from './hashing-queue.js';
import { HashingThread } from './hashing-thread.js';
import { nativeArgon2 } from './native-argon2.js';
import { longestBcryptPassword, longestPassword } from './password-rule.js';
import { formatPhc, parsePhc } from './phc.js';

/** The parameters of new hashes: OWASP's "Password Storage Cheat Sheet" recommends at least these for argon2id. */
export const newHashParameters = { memoryKibibytes: 19456, passes: 2, lanes: 1 };
const [saltBytes, tagBytes] = [16, 32];

/**
 * Hashes and verifies passwords. At most 2 hashes are computed at once, and 32 wait. Further ones fail with `TOOMANYREQUESTS`.
 * @throws RegistryError `TOOMANYREQUESTS`, or `UNAVAILABLE` if the thread that computes hashes has crashed
 */
export class PasswordHasher {
  readonly #queue = new HashingQueue();
  readonly #thread = new HashingThread();

  /** @returns the argon2id hash in PHC form. Check a new password by `passwordProblem` first. */
  async hash(password: string): Promise<string> {
    const job = { kind: 'argon2id', password: Buffer.from(password), salt: randomBytes(saltBytes), tagBytes } as const;
    const tag = await this.#compute({ ...job, ...newHashParameters });
    return formatPhc({ ...newHashParameters, salt: job.salt, tag });
  }

  /**
   * Whether the password belongs to a stored hash: argon2id in PHC form, or bcrypt. An empty or too long password and a hash of
   * another form are wrong without a computation.
   * @throws the reason of the signal, if it fires while the password waits for its turn
   */
  async verify(password: string, stored: string, turn?: HashingTurn): Promise<boolean> {
    const bytes = Buffer.from(password);
    if (bytes.length === 0 || bytes.length > longestPassword) return false;
    const bcrypt = parseBcrypt(stored);
    if (bcrypt !== undefined) {
      if (bytes.length > longestBcryptPassword) return false;
      const tag = await this.#compute({ kind: 'bcrypt', password: bytes, ...bcrypt }, turn);
      return timingSafeEqual(tag.subarray(0, bcrypt.tag.length), bcrypt.tag);
    }
    const argon2 = parsePhc(stored);
    if (argon2 === undefined) return false;
    const job = { kind: 'argon2id', password: bytes, ...argon2, tagBytes: argon2.tag.length } as const;
    return timingSafeEqual(await this.#compute(job, turn), argon2.tag);
  }

  /** Ends the thread. Hashes that are not ready fail. */
  async close(): Promise<void> {
    await this.#thread.close();
  }

  #compute(job: HashingJob, turn?: HashingTurn): Promise<Uint8Array> {
    return this.#queue.run(() => {
      if (job.kind === 'argon2id' && nativeArgon2 !== undefined) return nativeArgon2(job);
      return this.#thread.compute(job);
    }, turn);
  }
}
