import { RegistryError } from '@lading/core';
import { unavailableBecause } from './failure.js';
import { type Queries, statement } from './statement.js';

const checkMilliseconds = 2000;

const isReadOnly = statement<{ readOnly: boolean }>(
  'check',
  `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS "readOnly"`,
);

/** Resolves if the server answers soon and takes changes; a standby does not. */
export async function check(queries: Queries, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  const [state] = await answered(queries.query(isReadOnly, []), signal);
  if (state?.readOnly) throw new RegistryError('UNAVAILABLE', 'the metadata of the registry is read-only now');
}

/** Waits for an answer until it is late or the signal fires; the query itself ends by its own limit. */
function answered<Answer>(answer: Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const late = () => reject(unavailableBecause(new Error('the database did not answer in time')));
    const abort = () => reject(signal?.reason);
    const timer = setTimeout(late, checkMilliseconds);
    signal?.addEventListener('abort', abort);
    answer.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    });
  });
}
