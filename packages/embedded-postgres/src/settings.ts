import type { Endpoint } from './endpoint.js';
import type { PostgresSettings } from './postgres-settings.js';

/** Defaults for a small machine that also runs the registry. The option `settings` overrides them. */
const modest: PostgresSettings = {
  max_connections: 100,
  shared_buffers: '64MB',
  max_wal_size: '512MB',
  // JIT compilation takes longer than the short statements of a registry.
  jit: false,
  log_line_prefix: '%p ',
  TimeZone: 'UTC',
};

/** Makes a committed transaction survive a crash. Callers cannot change these settings. */
const durable: PostgresSettings = { fsync: true, full_page_writes: true, synchronous_commit: true };

/** The log must go to this process and be in English, because it shows when the server is ready. */
const readable: PostgresSettings = { log_destination: 'stderr', logging_collector: false, lc_messages: 'C' };

/** The settings on the command line of postgres. Later settings win, so a caller can change only the defaults. */
export function settingArguments(endpoint: Endpoint, settings: PostgresSettings): string[] {
  const all = { ...modest, ...settings, ...durable, ...readable, ...endpoint.settings };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${setting(value)}`]);
}

function setting(value: string | number | boolean): string {
  if (typeof value !== 'boolean') return String(value);
  return value ? 'on' : 'off';
}
