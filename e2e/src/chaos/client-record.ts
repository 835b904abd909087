import type { Push } from './pushes.js';

/** What the clients of the fleet experience. */
export class ClientRecord {
  readonly acknowledged: Push[] = [];
  readonly failures: string[] = [];
  /** Content that differs from the content that was pushed. */
  readonly problems: string[] = [];
  pulls = 0;
  readonly #end: number;

  constructor(seconds: number) {
    this.#end = Date.now() + seconds * 1000;
  }

  get isOver(): boolean {
    return Date.now() > this.#end;
  }

  /** Runs an action of a client once. Resolves to whether it succeeded. */
  async attempt(title: string, action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      this.failures.push(`${new Date().toISOString()} ${title}: ${describe(error)}`);
      return false;
    }
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack ?? error.message;
  return error.cause === undefined ? text : `${text}\n  cause: ${error.cause}`;
}
