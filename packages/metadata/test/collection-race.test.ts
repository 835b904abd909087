import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { digestOf, type RepositoryName } from '@lading/core';
import type { QueryRunner } from 'typeorm';
import { PostgresMetadataStore } from '../src/index.js';
import { by } from './support/author.js';
import { findInconsistencies } from './support/inconsistencies.js';
import { untilSomebodyWaits } from './support/lock-wait.js';
import { pushBlob } from './support/push-blob.js';
import { createTestSchema } from './support/test-schema.js';

const collector = `collector ${randomUUID()}`;
const pauseLock = 42;
const repository = 'library/app' as RepositoryName;
const digest = digestOf(Buffer.from('a layer'));
const testSchema = createTestSchema();

/** Connections with a transaction open on each. */
async function openTransactions(count: number): Promise<QueryRunner[]> {
  const { dataSource, schema } = await testSchema;
  const runners = Array.from({ length: count }, () => dataSource.createQueryRunner());
  for (const runner of runners) {
    await runner.startTransaction();
    await runner.query(`SET LOCAL search_path = "${schema}"`);
  }
  return runners;
}

async function commit(runner: QueryRunner): Promise<void> {
  await runner.commitTransaction();
  await runner.release();
}

describe('PostgresMetadataStore whose unreferenced blobs are collected', () => {
  afterAll(async () => (await testSchema).drop());

  it('keeps a blob that was deleted, pushed again and mounted elsewhere in the meantime', async () => {
    const { connect, dataSource, schema } = await testSchema;
    const store = new PostgresMetadataStore(await connect({ applicationName: collector }), { leaseSeconds: 0 });
    await pushBlob(store, repository, { digest, size: 7 });
    const [again, pausing, other] = (await openTransactions(3)) as [QueryRunner, QueryRunner, QueryRunner];
    const [{ id }] = await dataSource.query(
      `INSERT INTO "${schema}".repositories (name) VALUES ('other') RETURNING id`,
    );
    await again.query('SELECT FROM blobs FOR UPDATE');

    const collecting = store.collection.deleteUnreferencedBlobs(10, by);
    await untilSomebodyWaits(dataSource, collector, 'transactionid');
    await again.query('CREATE TEMPORARY TABLE links ON COMMIT DROP AS SELECT * FROM repository_blobs');
    await again.query('CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM blobs');
    for (const table of ['repository_blobs', 'blobs']) await again.query(`DELETE FROM ${table}`);
    await again.query('INSERT INTO blobs SELECT * FROM kept');
    await again.query('INSERT INTO repository_blobs SELECT * FROM links');
    // From now on each that takes a link from a repository waits before it does.
    await pausing.query('SELECT pg_advisory_xact_lock($1)', [pauseLock]);
    await again.query(`CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_advisory_xact_lock(${pauseLock}); RETURN OLD; END'`);
    await again.query(`CREATE TRIGGER wait BEFORE DELETE ON repository_blobs FOR EACH ROW
      EXECUTE FUNCTION "${schema}".wait()`);
    await commit(again);
    await untilSomebodyWaits(dataSource, collector, 'advisory');
    const give = `INSERT INTO repository_blobs VALUES ($1, $2, now() + interval '1 hour')`;
    const given = other.query(give, [id, digest]).then(
      () => true,
      () => false,
    );
    await Promise.race([given, pause(200)]);
    await commit(pausing);
    await Promise.race([collecting, pause(200)]);
    const isGiven = await given;
    await commit(other);

    expect(await collecting).toBe(1);
    expect((await dataSource.query(`SELECT FROM "${schema}".blobs`)).length).toBe(isGiven ? 1 : 0);
    expect(await findInconsistencies(dataSource, schema)).toEqual([]);
  }, 20_000);
});
