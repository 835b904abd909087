import { S3Error } from './s3-error.js';

/** A failure of one request. */
export type Fault =
  /** The response is this error, and nothing is stored. */
  | { readonly answer: number; readonly code: string }
  /** The connection is closed, and nothing is stored. */
  | 'reset'
  /** The operation succeeds, and then the connection is closed without a response. */
  | 'lost-answer'
  /** The connection is closed in the middle of the response body. */
  | 'cut-body'
  /** The response has status 200 and an error in its body, as S3 may send when it completes a multipart upload. */
  | 'error-in-200'
  /** The content is stored twice, one copy after the other. */
  | 'doubled'
  /** The content is stored with a flipped bit. */
  | 'flipped'
  /** There is no response. */
  | 'silent';

interface Rule {
  readonly operation: string;
  /** Whether the fault applies to a request of the operation, counted from one from now on. */
  readonly isHit: (count: number) => boolean;
  readonly fault: Fault;
  count: number;
}

/** Decides which requests fail, and counts all requests. */
export class Faults {
  readonly #rules: Rule[] = [];
  /** The requested operations, in order. */
  readonly operations: string[] = [];

  /** Makes the next request of an operation fail, or those with the given numbers, counted from now on. */
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
