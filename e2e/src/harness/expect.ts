import { isDeepStrictEqual } from 'node:util';

/** @throws {Error} with both values, unless they are equal in depth */
export function expectEqual<Value>(actual: Value, expected: Value): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(`${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`.slice(0, 3000));
}

/** @throws {Error} with the first ten problems, if there are any */
export function expectNone(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`${problems.length}, first:\n${problems.slice(0, 10).join('\n')}`);
}
