import type { Endpoint } from './endpoint.js';

/** PostgreSQL's settings by their own names, such as `{ shared_buffers: '256MB' }`. */
export type PostgresSettings = Readonly<Record<string, string | number | boolean>>;

/** For a small machine that also runs the registry; whoever has more gives `settings`. */
const modest: PostgresSettings = {
  max_connections: 100,
  shared_buffers: '64MB',
  max_wal_size: '512MB',
  // Planning with a compiler costs more than the short statements of a registry.
  jit: false,
  log_line_prefix: '%p ',
  TimeZone: 'UTC',
};

/** What makes a committed transaction survive a crash; nobody may switch it off here. */
const durable: PostgresSettings = { fsync: true, full_page_writes: true, synchronous_commit: true };

/** We read the log to see that the server is ready, so it has to come to us, in English. */
const readable: PostgresSettings = { log_destination: 'stderr', logging_collector: false, lc_messages: 'C' };

/** The settings on the command line of postgres. What comes later wins, so a caller can change only what is modest. */
export function settingArguments(endpoint: Endpoint, settings: PostgresSettings): string[] {
  const all = { ...modest, ...settings, ...durable, ...readable, ...endpoint.settings };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${setting(value)}`]);
}

function setting(value: string | number | boolean): string {
  if (typeof value !== 'boolean') return String(value);
  return value ? 'on' : 'off';
}
