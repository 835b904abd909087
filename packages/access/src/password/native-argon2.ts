import * as crypto from 'node:crypto';
import { promisify } from 'node:util';
import type { HashingJob } from './hashing-job.js';

/** The part of `crypto.argon2` of Node 24.7 that this uses. The types of the oldest Node that we support do not have it. */
interface NativeParameters {
  readonly message: Uint8Array;
  readonly nonce: Uint8Array;
  readonly parallelism: number;
  readonly tagLength: number;
  readonly memory: number;
  readonly passes: number;
}
interface NativeArgon2 {
  argon2(
    algorithm: 'argon2id',
    parameters: NativeParameters,
    callback: (error: Error | null, tag: Uint8Array) => void,
  ): void;
  argon2Sync(algorithm: 'argon2id', parameters: NativeParameters): Uint8Array;
}

type Argon2Job = Extract<HashingJob, { kind: 'argon2id' }>;

/**
 * argon2id of Node itself, which runs outside of the event loop. Absent before Node 24.7, and where Node was built with an OpenSSL
 * before 3.2.
 */
export const nativeArgon2 = hasArgon2(crypto) ? computeWith(crypto) : undefined;

function hasArgon2(module: object): module is NativeArgon2 {
  if (!('argon2Sync' in module)) return false;
  try {
    const least = {
      message: Buffer.alloc(0),
      nonce: Buffer.alloc(8),
      parallelism: 1,
      tagLength: 4,
      memory: 8,
      passes: 1,
    };
    (module as NativeArgon2).argon2Sync('argon2id', least);
    return true;
  } catch {
    return false;
  }
}

function computeWith(module: NativeArgon2): (job: Argon2Job) => Promise<Uint8Array> {
  const argon2 = promisify(module.argon2);
  return ({ password, salt, lanes, tagBytes, memoryKibibytes, passes }) =>
    argon2('argon2id', {
      message: password,
      nonce: salt,
      parallelism: lanes,
      tagLength: tagBytes,
      memory: memoryKibibytes,
      passes,
    });
}
