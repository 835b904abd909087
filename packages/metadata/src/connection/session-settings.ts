import { sqlStateOf } from '../database/failure.js';

/** How often the server looks whether the client of a running statement is still there. */
const clientCheckMilliseconds = 2000;

/**
 * The settings of each session, as the `options` of its start: time limits for every statement, and the end of a statement
 * whose client is gone. Tables are entered by an index, because a plan is made once for a connection: in a new registry
 * it would be made for the few rows of the first minutes. What the URL sets comes last, and wins.
 */
export function sessionSettings(timeoutSeconds: number, ofUrl: string | undefined): string {
  const milliseconds = Math.ceil(timeoutSeconds * 1000);
  const settings = {
    statement_timeout: milliseconds,
    idle_in_transaction_session_timeout: milliseconds,
    client_connection_check_interval: clientCheckMilliseconds,
    enable_seqscan: 'off',
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  return [...options, ...(ofUrl === undefined ? [] : [ofUrl])].join(' ');
}

/**
 * Whether a session was refused for its settings: by a pooler, which passes few of them on, or by a server that does not
 * have one of them.
 */
export function isRefusalOfSettings(error: unknown): boolean {
  return /^(08P01|0A000|22023|42704)$/.test(sqlStateOf(error) ?? '');
}
