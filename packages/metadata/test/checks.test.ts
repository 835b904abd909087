import { type ChangeCheck, digestOf, type PushedManifest, type RepositoryName, type Tag } from '@lading/core';
import type { Pool } from 'pg';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { PostgresMetadataStore } from '../src/index.js';
import { by } from './support/author.js';
import { createTestSchema } from './support/test-schema.js';

const testSchema = createTestSchema();
const repository = 'library/app' as RepositoryName;
const bytes = Buffer.from('{}');
const none = { artifactType: undefined, annotations: undefined, subject: undefined, blobs: [], children: [] };
const manifest: PushedManifest = {
  mediaType: 'application/json',
  kind: 'image',
  ...none,
  digest: digestOf(bytes),
  bytes,
};

afterAll(async () => (await testSchema).drop());

async function openStore(lockTimeoutSeconds = 5) {
  const { connect } = await testSchema;
  const dataSource = await connect({ poolSize: 1 });
  const pool = (dataSource.driver as PostgresDriver).master as Pool;
  const processId = async () => (await dataSource.query('SELECT pg_backend_pid() AS id'))[0].id;
  const store = new PostgresMetadataStore(dataSource, { lockTimeoutSeconds });
  const put = (check?: ChangeCheck) =>
    store.manifests.put({ repository, manifest, tags: ['latest' as Tag], ...(check && { check }), by });
  return { put, pool, processId, store };
}

describe('a check of a change in PostgreSQL', () => {
  it.each([
    ['any error', new Error('broken')],
    ['nothing', undefined],
    ['a failure of its own connection', Object.assign(new Error('connect ECONNREFUSED'), { syscall: 'connect' })],
    ['a deadlock of its own database', Object.assign(new Error('deadlock'), { code: '40P01', severity: 'ERROR' })],
    ['a read-only database of its own', Object.assign(new Error('read-only'), { code: '25006', severity: 'ERROR' })],
  ])('may throw %s: it is called once, and its transaction and no connection ends', async (_, thrown) => {
    const { put, processId } = await openStore();
    const before = await processId();
    let calls = 0;
    const fail: ChangeCheck = async () => {
      calls += 1;
      throw thrown;
    };
    await expect(
      put(fail).then(
        () => [],
        (error) => [error],
      ),
    ).resolves.toEqual([thrown]);
    expect(calls).toBe(1);
    expect(await processId()).toBe(before);
    await put(async () => {});
  });

  it('fails with the failure of its view, if there is one', async () => {
    const { put, pool } = await openStore();
    await put();
    let calls = 0;
    const hide: ChangeCheck = async (view) => {
      calls += 1;
      try {
        await view.countTags(Number.NaN);
      } catch {
        throw new Error('hidden');
      }
    };
    await expect(put(hide)).rejects.toMatchObject({ code: '22P02' });
    expect([calls, pool.idleCount]).toEqual([1, 1]);
  });

  it('keeps one connection at most from other requests, however many wait for it', async () => {
    const { connect } = await testSchema;
    const dataSource = await connect({ poolSize: 2 });
    const store = new PostgresMetadataStore(dataSource);
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const waiting = Array.from({ length: 5 }, (_, index) =>
      store.manifests.put({ repository, manifest, tags: [`t${index}` as Tag], check: () => ended, by }),
    );
    await store.manifests.put({ repository: 'library/other' as RepositoryName, manifest, tags: [], by });
    const tag = 't0' as Tag;
    expect(await store.manifests.find(repository, { kind: 'tag', tag })).toBeUndefined();
    const deleted = store.tags.delete({ repository, tag, check: async () => {}, by });
    end();
    await Promise.all(waiting);
    expect(await deleted).toBe(true);
  });

  it('waits for its turn as long as for a lock', async () => {
    const { put } = await openStore(0.2);
    let end = () => {};
    const slow = put(
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    await expect(put(async () => {})).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    end();
    await slow;
    await put(async () => {});
  });
});
