import { parseRepositoryPattern, type RepositoryName, type RepositoryPattern } from '@lading/core';
import fc from 'fast-check';

const segment = fc.constantFrom('a', 'b', 'c');

/** Short names of few segments, so that patterns often match them. */
export const names: fc.Arbitrary<RepositoryName> = fc
  .array(segment, { minLength: 1, maxLength: 6 })
  .map((segments) => segments.join('/') as RepositoryName);

export const patterns: fc.Arbitrary<RepositoryPattern> = fc
  .array(fc.oneof(segment, fc.constantFrom('*', '**')), { minLength: 1, maxLength: 5 })
  .map((segments) => parseRepositoryPattern(segments.join('/')));
