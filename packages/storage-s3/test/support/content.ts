import { randomBytes } from 'node:crypto';
import { digestOf } from '@lading/core';

/** The smallest part that S3 accepts, so that tests need few bytes. */
export const partSize = 5 * 1024 * 1024;
/** Two full parts and a rest. */
export const large = randomBytes(2 * partSize + 1_000_000);
export const largeDigest = digestOf(large);
export const small = randomBytes(100_000);
export const smallDigest = digestOf(small);
