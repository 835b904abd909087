import { sqlStateOf } from './failure.js';

/** No server of the URL accepted a session. `code` is the SQLSTATE of a server if there is one, else the last error's code. */
export class DatabaseConnectionError extends AggregateError {
  override readonly name = 'DatabaseConnectionError';
  readonly code: string | undefined;

  constructor(failures: readonly { readonly address: string; readonly error: unknown }[]) {
    const lines = failures.map(({ address, error }) => `${address}: ${(error as Error).message || codeOf(error)}`);
    const errors = failures.map(({ error }) => error);
    super(errors, [...new Set(lines)].join('; '));
    this.code = codeOf(errors.find((error) => sqlStateOf(error) !== undefined) ?? errors.at(-1));
  }
}

function codeOf(error: unknown): string | undefined {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
