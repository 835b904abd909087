import { RegistryError } from '@lading/core';

const MiB = 1024 * 1024;
/** The limits of S3 for all parts but the last, and for their number. */
export const smallestPart = 5 * MiB;
export const largestFirstPart = 64 * MiB;
const mostParts = 10_000;
/** The first parts have the same size. Each further part has a thousandth of all bytes before it, so memory grows slowly. */
const smallParts = 1000;
const largestPart = 1024 * MiB;

/**
 * The size in bytes of a part, counted from one, unless it is the last. With a first size of at least 8 MiB, 10,000 parts
 * hold 5 TiB, the largest object of S3.
 * @throws RegistryError `SIZE_INVALID` beyond the last part that S3 accepts
 */
export function partSizeOf(number: number, firstSize: number): number {
  if (number > mostParts)
    throw new RegistryError('SIZE_INVALID', 'the storage takes no larger blob', { reason: 'too-large' });
  if (number <= smallParts) return firstSize;
  const size = firstSize * Math.exp((number - smallParts) / smallParts);
  return Math.min(Math.floor(size / MiB) * MiB, largestPart);
}
