import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { poolOf } from '../../database/pool-of.js';
import { schemaOf } from '../../database/schema-of.js';

const firstWaitMilliseconds = 500;
const longestWaitMilliseconds = 30_000;

/** The channel of a registry's changes of access. A hash, because the name of a channel is as short as that of a schema. */
export function channelOf(dataSource: DataSource): string {
  return `lading_access_${createHash('md5').update(schemaOf(dataSource)).digest('hex')}`;
}

/**
 * Calls `onChange` after each notice, and when it begins or continues to listen, because it has no notice of earlier changes.
 * It has a connection of its own, until the signal fires. It never rejects, and does not keep the process running.
 */
export async function watchChannel(dataSource: DataSource, onChange: () => void, signal: AbortSignal): Promise<void> {
  let wait = firstWaitMilliseconds;
  // The connection ends some time after the signal, and may still deliver a notice.
  const onNotice = () => {
    if (!signal.aborted) onChange();
  };
  const onListening = () => {
    wait = firstWaitMilliseconds;
    onNotice();
  };
  while (!signal.aborted) {
    try {
      await listen(dataSource, signal, onListening, onNotice);
    } catch {
      // It is tried again; until then, only the regular reads of the state notice a change.
    }
    await sleep(wait * (0.5 + Math.random() / 2), undefined, { ref: false, signal }).catch(() => undefined);
    wait = Math.min(wait * 2, longestWaitMilliseconds);
  }
}

/** Resolves when the connection has ended. */
async function listen(
  dataSource: DataSource,
  signal: AbortSignal,
  onListening: () => void,
  onNotice: () => void,
): Promise<void> {
  const { options } = poolOf(dataSource);
  // The pool makes the password non-enumerable, so the spread does not copy it.
  const client = new pg.Client({ ...options, password: options.password });
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  client.on('error', end);
  client.on('end', end);
  client.on('notification', onNotice);
  signal.addEventListener('abort', end);
  try {
    await client.connect();
    unref(client);
    await client.query(`LISTEN ${channelOf(dataSource)}`);
    onListening();
    await ended;
  } finally {
    signal.removeEventListener('abort', end);
    client.end().catch(() => undefined);
  }
}

/** Lets the process end although the connection is open. The types of pg lack this method. */
function unref(client: pg.Client): void {
  (client as pg.Client & { unref(): void }).unref();
}
