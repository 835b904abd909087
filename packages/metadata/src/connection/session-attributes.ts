import type { ClientBase } from 'pg';
import type { Attempt } from './attempts.js';

/** A server answers, but does not have the `target_session_attrs` of the URL. */
export class UnsuitableServerError extends Error {
  override readonly name = 'UnsuitableServerError';
}

interface SessionState {
  readonly standby: boolean;
  readonly readOnly: boolean;
}

const question = `SELECT pg_is_in_recovery() AS standby,
  pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS "readOnly"`;

const isSuitable: Readonly<Record<Attempt['requires'], (state: SessionState) => boolean>> = {
  any: () => true,
  'read-write': ({ readOnly }) => !readOnly,
  'read-only': ({ readOnly }) => readOnly,
  primary: ({ standby }) => !standby,
  standby: ({ standby }) => standby,
};

/** @throws UnsuitableServerError */
export async function requireSessionAttributes(client: ClientBase, requires: Attempt['requires']): Promise<void> {
  if (requires === 'any') return;
  const { rows } = await client.query<SessionState>(question);
  const [state] = rows;
  if (state === undefined || !isSuitable[requires](state))
    throw new UnsuitableServerError(
      `the session is ${state?.standby ? 'on a standby' : state?.readOnly ? 'read-only' : 'read-write'}, not ${requires}`,
    );
}
