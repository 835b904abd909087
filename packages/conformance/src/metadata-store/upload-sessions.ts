import assert from 'node:assert/strict';
import { rejectsWith } from './assertions.js';
import { blobOf, locationOf, newUploadId, openUpload, otherRepository, repository, times } from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const blob = blobOf('layer');
const empty = { size: 0, store: {} };

export const uploadSessions = [
  metadataStoreCase(
    'upload/find',
    'finds an open session in its repository, on every replica',
    async ({ store, replica }) => {
      const state = {
        size: 7,
        store: { parts: [{ number: 1, tag: '"a\\"b"' }], done: false, none: null, text: 'a\0\ud800' },
      };
      const session = { id: newUploadId(), repository, state, algorithm: 'sha512' as const };
      await store.uploads.create(session, 60);
      assert.deepEqual(await replica.uploads.find(repository, session.id), session);
      assert.equal(await replica.uploads.find(otherRepository, session.id), undefined);
      assert.equal(await replica.uploads.find(repository, newUploadId()), undefined);
      const plain = { id: newUploadId(), repository, state: empty };
      await store.uploads.create(plain, 60);
      assert.deepEqual(await replica.uploads.find(repository, plain.id), plain);
    },
  ),
  metadataStoreCase(
    'upload/state',
    'goes on with the state that the last writer reached',
    async ({ store, replica }) => {
      const id = newUploadId();
      await store.uploads.create({ id, repository, state: empty }, 60);
      const claim = { repository, id, leaseSeconds: 30 };
      assert.equal((await store.uploads.claim({ ...claim, writer: 'one' })).outcome, 'claimed');
      const reached = { size: 5, store: { part: 1 } };
      assert.equal(await store.uploads.release(id, 'one', reached), true);
      assert.deepEqual(await replica.uploads.claim({ ...claim, writer: 'two' }), {
        outcome: 'claimed',
        session: { id, repository, state: reached },
      });
      assert.equal(await store.uploads.release(id, 'one', empty), false, 'a released claim is over');
      assert.deepEqual((await store.uploads.find(repository, id))?.state, reached);
    },
  ),
  metadataStoreCase(
    'upload/busy',
    'has one writer at a time, and shows others what is durable',
    async ({ store, replica }) => {
      const id = newUploadId();
      const session = { id, repository, state: { size: 3, store: {} } };
      await store.uploads.create(session, 60);
      const claim = { repository, id, leaseSeconds: 30 };
      await store.uploads.claim({ ...claim, writer: 'one' });
      const busy = await replica.uploads.claim({ ...claim, writer: 'two' });
      assert.ok(busy.outcome === 'busy' && busy.secondsLeft > 0 && busy.secondsLeft <= claim.leaseSeconds);
      assert.deepEqual(busy.session, session);
      assert.equal(await replica.uploads.renewClaim(id, 'two', 30), false);
      assert.equal(await replica.uploads.release(id, 'two', empty), false);
      assert.deepEqual(await replica.uploads.find(repository, id), session);
      assert.equal(
        (await store.uploads.claim({ ...claim, writer: 'one' })).outcome,
        'claimed',
        'again by the same writer',
      );
    },
  ),
  metadataStoreCase(
    'upload/takeover',
    'gives a session to another writer once the lease of the first is over',
    async ({ store, replica, advance }) => {
      const upload = await openUpload(store, { blob, writer: 'one' });
      const { id } = upload;
      const claim = { repository, id, leaseSeconds: 600, writer: 'two' };
      await advance(590);
      assert.equal((await replica.uploads.claim(claim)).outcome, 'busy');
      assert.equal(await store.uploads.renewClaim(id, 'one', 600), true);
      await advance(590);
      assert.equal((await replica.uploads.claim(claim)).outcome, 'busy');
      await advance(20);
      assert.equal((await replica.uploads.claim(claim)).outcome, 'claimed');
      assert.equal(await store.uploads.renewClaim(id, 'one', 600), false);
      assert.equal(await store.uploads.release(id, 'one', { size: 99, store: {} }), false);
      await rejectsWith('BLOB_UPLOAD_UNKNOWN', store.uploads.finish(upload));
      assert.equal((await store.uploads.find(repository, id))?.state.size, blob.size);
    },
  ),
  metadataStoreCase(
    'upload/renew-together',
    'renews concurrent claims, each for its own writer',
    async ({ store, replica, advance }) => {
      const ids = times(20, newUploadId);
      for (const id of ids) {
        await store.uploads.create({ id, repository, state: empty }, 3600);
        await store.uploads.claim({ repository, id, writer: 'one', leaseSeconds: 600 });
      }
      await advance(590);
      const writers = times(20, (index) => (index % 3 === 0 ? 'stranger' : 'one'));
      const renewed = await Promise.all(
        ids.map((id, index) => store.uploads.renewClaim(id, writers[index] ?? '', index % 2 === 0 ? 600 : 900)),
      );
      assert.deepEqual(
        renewed,
        writers.map((writer) => writer === 'one'),
      );
      await advance(20);
      for (const [index, id] of ids.entries()) {
        const { outcome } = await replica.uploads.claim({ repository, id, writer: 'two', leaseSeconds: 600 });
        assert.equal(outcome, renewed[index] ? 'busy' : 'claimed');
      }
    },
  ),
  metadataStoreCase(
    'upload/count',
    'counts the open sessions of one client and of all, up to the given maximum',
    async ({ store, replica, advance }) => {
      const open = (idleSeconds: number, client?: string) => {
        const id = newUploadId();
        return store.uploads.create({ id, repository, state: empty }, idleSeconds, client).then(() => id);
      };
      const counts = async (atMost = 10) => [
        await replica.uploads.count(atMost),
        await replica.uploads.count(atMost, '192.0.2.1'),
        await replica.uploads.count(atMost, '2001:db8::/64'),
      ];
      assert.deepEqual(await counts(), [0, 0, 0]);
      const cancelled = await open(3600, '192.0.2.1');
      await open(300, '192.0.2.1');
      await open(3600, '192.0.2.1');
      await open(3600, '2001:db8::/64');
      await open(3600);
      assert.deepEqual(await counts(), [5, 3, 1]);
      assert.deepEqual(await counts(2), [2, 2, 1]);
      await store.uploads.claim({ repository, id: cancelled, writer: 'one', leaseSeconds: 30 });
      assert.deepEqual(await counts(), [5, 3, 1], 'a claimed session is open');
      await store.uploads.cancel(repository, cancelled);
      assert.deepEqual(await counts(), [4, 2, 1]);
      await advance(310);
      assert.deepEqual(await counts(), [3, 1, 1], 'an expired session is not open');
      await store.uploads.finish(await openUpload(store, { blob }));
      assert.deepEqual(await counts(), [3, 1, 1], 'a closed session is not open');
    },
  ),
  metadataStoreCase(
    'upload/unknown',
    'knows nothing of a session of another repository, or of none',
    async ({ store }) => {
      const id = newUploadId();
      await store.uploads.create({ id, repository, state: empty }, 60);
      const claim = { leaseSeconds: 30, writer: 'one', locate: () => locationOf(id, blob.digest) };
      const unknown = { outcome: 'unknown' };
      assert.deepEqual(await store.uploads.claim({ ...claim, repository: otherRepository, id }), unknown);
      assert.deepEqual(await store.uploads.claim({ ...claim, repository, id: newUploadId() }), unknown);
      assert.equal(await store.uploads.renewClaim(newUploadId(), 'one', 30), false);
      assert.equal(await store.uploads.release(newUploadId(), 'one', empty), false);
      assert.equal(await store.uploads.cancel(otherRepository, id), undefined);
      assert.notEqual(await store.uploads.find(repository, id), undefined);
    },
  ),
  metadataStoreCase(
    'upload/expiry',
    'expires when nothing happens to it, and lives on while something does',
    async ({ store, advance }) => {
      const id = newUploadId();
      const claim = { repository, id, leaseSeconds: 30, writer: 'one' };
      await store.uploads.create({ id, repository, state: empty }, 300);
      await advance(290);
      assert.equal((await store.uploads.claim(claim)).outcome, 'claimed');
      await advance(290);
      assert.equal(await store.uploads.renewClaim(id, 'one', 30), true);
      await advance(290);
      assert.equal(await store.uploads.release(id, 'one', empty), true);
      await advance(290);
      assert.notEqual(await store.uploads.find(repository, id), undefined);
      await advance(20);
      assert.equal(await store.uploads.find(repository, id), undefined);
      assert.deepEqual(await store.uploads.claim({ ...claim, writer: 'two' }), { outcome: 'unknown' });
      assert.equal(await store.uploads.cancel(repository, id), undefined);
    },
    ['CANC-05'],
  ),
  metadataStoreCase(
    'upload/long-claim',
    'does not expire under a claim that is longer than its idle time',
    async ({ store, advance }) => {
      const id = newUploadId();
      await store.uploads.create({ id, repository, state: empty }, 10);
      await store.uploads.claim({ repository, id, writer: 'one', leaseSeconds: 300 });
      await advance(200);
      assert.notEqual(await store.uploads.find(repository, id), undefined);
      assert.deepEqual(await store.uploads.claimDead(10, 60), []);
      assert.equal(await store.uploads.release(id, 'one', empty), true);
    },
  ),
];
