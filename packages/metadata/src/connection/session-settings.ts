import { sqlStateOf } from './failure.js';
import { longestMilliseconds } from './time-limit.js';

/** How often the server checks whether the client of a running statement is still connected. */
const clientCheckMilliseconds = 2000;

/**
 * The settings of each session, as `options` of its start: a time limit for every statement, and the end of a statement whose
 * client has disconnected. Sequential scans are off because a plan is made once per connection, and in a new registry it
 * would fit only the few rows of the first minutes. Compilation is off because it takes longer than any statement of the store.
 * The settings of the URL come last and override these.
 */
export function sessionSettings(timeoutSeconds: number, ofUrl: string | undefined): string {
  const milliseconds = Math.min(Math.ceil(timeoutSeconds * 1000), longestMilliseconds);
  const settings = {
    statement_timeout: milliseconds,
    idle_in_transaction_session_timeout: milliseconds,
    client_connection_check_interval: clientCheckMilliseconds,
    enable_seqscan: 'off',
    jit: 'off',
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  return [...options, ...(ofUrl === undefined ? [] : [ofUrl])].join(' ');
}

/**
 * Whether a session was refused because of its settings: by a pooler, which accepts only a few, or by a server that does not
 * know one of them.
 */
export function isRefusalOfSettings(error: unknown): boolean {
  return /^(08P01|0A000|22023|42704)$/.test(sqlStateOf(error) ?? '');
}
