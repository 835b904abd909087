/** One promise of a port or of the HTTP API, as plain data: any runner, a report or a command can work with it. */
export interface ConformanceCase<Context> {
  /** Names the case in reports and in lists of exceptions; it never changes: `blob-store/empty-blob`. */
  readonly id: string;
  /** A sentence about the outcome. */
  readonly title: string;
  /** The requirement ids that it proves, such as `PULL-20`. */
  readonly requirements: readonly string[];
  /** The time limit of this case, if it is longer than that of the suite. */
  readonly timeoutMilliseconds?: number;
  /** Rejects with an `AssertionError` of `node:assert` if the promise is broken. */
  run(context: Context): Promise<void>;
}

/** The name of the test that runs a case: its id, by which a test runner can select it, and its promise. */
export function testNameOf(oneCase: ConformanceCase<never>): string {
  return `${oneCase.id}: ${promiseOf(oneCase)}`;
}

/** The title of a case, and the requirements that it proves in square brackets. */
export function promiseOf({ title, requirements }: ConformanceCase<never>): string {
  return requirements.length === 0 ? title : `${title} [${requirements.join(', ')}]`;
}
