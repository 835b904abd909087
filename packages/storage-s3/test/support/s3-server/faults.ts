import { S3Error } from './s3-error.js';

/** What goes wrong with one request. */
export type Fault =
  /** It is answered with this error, and nothing is done. */
  | { readonly answer: number; readonly code: string }
  /** The connection is cut, and nothing is done. */
  | 'reset'
  /** It is done, and then the connection is cut without an answer. */
  | 'lost-answer'
  /** The answer begins well and the connection is cut in the middle of the body. */
  | 'cut-body'
  /** It is answered with 200 and then an error, as S3 does when it completes a multipart upload. */
  | 'error-in-200'
  /** What was sent is stored twice over. */
  | 'doubled'
  /** The content is stored with a bit turned over. */
  | 'flipped'
  /** It is never answered. */
  | 'silent';

interface Rule {
  readonly operation: string;
  /** Which requests of the operation from now on, counted from one. */
  readonly isHit: (count: number) => boolean;
  readonly fault: Fault;
  count: number;
}

/** Says which requests go wrong, and counts all of them. */
export class Faults {
  readonly #rules: Rule[] = [];
  /** The operations that were asked for, in order. */
  readonly operations: string[] = [];

  /** Makes the next request of an operation fail, or the ones with these numbers counted from now. */
  at(operation: string, fault: Fault, ...numbers: number[]): void {
    const hits = new Set(numbers.length === 0 ? [1] : numbers);
    this.#rules.push({ operation, fault, isHit: (count) => hits.has(count), count: 0 });
  }

  /** Makes every request of an operation fail; `*` is any operation. */
  always(operation: string, fault: Fault): void {
    this.#rules.push({ operation, fault, isHit: () => true, count: 0 });
  }

  clear(): void {
    this.#rules.length = 0;
    this.operations.length = 0;
  }

  take(operation: string): Fault | undefined {
    this.operations.push(operation);
    const rules = this.#rules.filter((rule) => rule.operation === operation || rule.operation === '*');
    for (const rule of rules) rule.count++;
    return rules.find(({ isHit, count }) => isHit(count))?.fault;
  }
}

export function errorOf(fault: Fault | undefined): S3Error | undefined {
  return typeof fault === 'object' ? new S3Error(fault.answer, fault.code) : undefined;
}
