import { RegistryError } from '@lading/core';
import { asStoreError } from './failure.js';
import { type Queries, statement } from './statement.js';

const checkSeconds = 2;

const isReadOnly = statement<{ readOnly: boolean }>(
  'check',
  `SELECT current_setting('transaction_read_only') = 'on' AS "readOnly"`,
);

/** Resolves if the server answers soon and takes changes; a standby does not. */
export async function check(queries: Queries, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  const timeout = AbortSignal.timeout(checkSeconds * 1000);
  const [state] = await orAborted(
    queries.query(isReadOnly, []),
    AbortSignal.any([timeout, ...(signal ? [signal] : [])]),
  );
  if (state?.readOnly) throw new RegistryError('UNAVAILABLE', 'the metadata of the registry is read-only now');
}

async function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(asStoreError(signal.reason));
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
