import { RegistryError } from '@lading/core';

const MiB = 1024 * 1024;
/** What S3 takes as a part that is not the last, and how many of them. */
export const smallestPart = 5 * MiB;
export const largestFirstPart = 64 * MiB;
const mostParts = 10_000;
/** As many parts are small; after them each is a thousandth of all before, so that memory grows slowly. */
const smallParts = 1000;
const largestPart = 1024 * MiB;

/**
 * How many bytes the part of this number has, counted from one, unless it is the last. From 8 MiB on they grow so that
 * 10,000 of them hold 5 TiB, which is the largest object of S3.
 * @throws RegistryError `SIZE_INVALID` beyond the last part that S3 takes
 */
export function partSizeOf(number: number, firstSize: number): number {
  if (number > mostParts) throw new RegistryError('SIZE_INVALID', 'the storage takes no larger blob', { status: 413 });
  if (number <= smallParts) return firstSize;
  const size = firstSize * Math.exp((number - smallParts) / smallParts);
  return Math.min(Math.floor(size / MiB) * MiB, largestPart);
}
