import type { UploadId } from '@lading/core';
import type { Database } from '../src/database/database.js';
import { GatheredRenewals } from '../src/uploads/gathered-renewals.js';

interface Held {
  readonly id: string;
  readonly writer: string;
}

/** A database in which these claims are held, with a record of its statements. */
function databaseWith(held: readonly Held[]) {
  const asked: { readonly claims: readonly Held[]; readonly leaseSeconds: unknown }[] = [];
  const query = async (_: unknown, [ids, writers, leaseSeconds]: readonly [string[], string[], number]) => {
    const claims = ids.map((id, index) => ({ id, writer: writers[index] ?? '' }));
    asked.push({ claims, leaseSeconds });
    return claims.filter(({ id, writer }) => held.some((claim) => claim.id === id && claim.writer === writer));
  };
  const transaction = (work: (queries: { query: typeof query }) => unknown) => work({ query });
  return { asked, renewals: new GatheredRenewals({ transaction } as unknown as Database) };
}

const idOf = (text: string) => text as UploadId;

describe('GatheredRenewals', () => {
  it('renews claims that arrive together in one statement', async () => {
    const held = ['1', '2', '3'].map((id) => ({ id, writer: `writer of ${id}` }));
    const { asked, renewals } = databaseWith(held);
    const renewed = held.map(({ id, writer }) => renewals.renew(idOf(id), writer, 20));
    expect(await Promise.all(renewed)).toEqual([true, true, true]);
    expect(asked).toEqual([{ claims: held, leaseSeconds: 20 }]);
  });

  it('answers each writer for its own upload', async () => {
    const { renewals } = databaseWith([{ id: '1', writer: 'one' }]);
    const renewed = [
      renewals.renew(idOf('1'), 'one', 20),
      renewals.renew(idOf('1'), 'two', 20),
      renewals.renew(idOf('2'), 'one', 20),
    ];
    expect(await Promise.all(renewed)).toEqual([true, false, false]);
  });

  it('sends another statement for later claims, and for another lease', async () => {
    const { asked, renewals } = databaseWith([]);
    await Promise.all([renewals.renew(idOf('1'), 'one', 20), renewals.renew(idOf('2'), 'one', 30)]);
    await renewals.renew(idOf('3'), 'one', 20);
    expect(asked.map(({ claims }) => claims.map(({ id }) => id))).toEqual([['1'], ['2'], ['3']]);
  });
});
