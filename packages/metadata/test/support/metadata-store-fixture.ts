import { setTimeout as pause } from 'node:timers/promises';
import type { MetadataStoreFixture } from '@lading/conformance';
import type { DataSource } from 'typeorm';
import { PostgresMetadataStore, type PostgresMetadataStoreOptions } from '../../src/index.js';
import { findInconsistencies } from './inconsistencies.js';
import type { TestSchema } from './test-schema.js';

const times = {
  changes: ['at'],
  objects: ['delete_after'],
  repository_blobs: ['lease_until'],
  upload_sessions: ['claimed_until', 'expires_at'],
  turns: ['due_at'],
};

/** Those that name others come first. */
const tablesInOrder = [
  'changes',
  'identity',
  'turns',
  'upload_sessions',
  'tags',
  'manifest_references',
  'manifests',
  'repository_blobs',
  'blobs',
  'objects',
  'repositories',
];

/** Empty tables, and a store on each of two data sources. */
export async function emptyStore(
  { schema, dataSource, connect }: TestSchema & { dataSource: DataSource },
  options: PostgresMetadataStoreOptions = {},
): Promise<MetadataStoreFixture> {
  // Cheaper than TRUNCATE, which makes a new file for every table and index.
  for (const table of tablesInOrder) await dataSource.query(`DELETE FROM "${schema}".${table}`);
  const [leaseSeconds, trashSeconds] = [24 * 60 * 60, 12 * 60 * 60];
  const storeOptions = { leaseSeconds, trashSeconds, ...options };
  return {
    subject: new PostgresMetadataStore(dataSource, storeOptions),
    leaseSeconds,
    trashSeconds,
    reopen: async () => new PostgresMetadataStore(await connect(), storeOptions),
    // The server's clock can't be moved, so that everything else moves back.
    advance: async (seconds) => {
      for (const [table, columns] of Object.entries(times))
        for (const column of columns)
          await dataSource.query(`UPDATE "${schema}".${table} SET ${column} = ${column} - make_interval(secs => $1)`, [
            seconds,
          ]);
    },
    // Transactions of other tests on this server hold the log up.
    settled: async () => {
      const [{ id }] = await dataSource.query('SELECT pg_current_xact_id()::text AS id');
      const haveEnded = 'SELECT pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 AS "haveEnded"';
      while (!(await dataSource.query(haveEnded, [id]))[0].haveEnded) await pause(5);
    },
    inconsistencies: () => findInconsistencies(dataSource, schema),
    dispose: async () => {},
  };
}
