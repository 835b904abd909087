import type { RepositoryName } from '@lading/core';
import { GatheredLookups, type Positioned } from '../src/database/gathered-lookups.js';
import type { Queries } from '../src/database/statement.js';

interface Answer extends Positioned {
  readonly said: string;
}

type Sent = { repositories: readonly string[]; names: readonly string[]; answer(): void; fail(error: Error): void };

const repository = 'library/app' as RepositoryName;
const question = { name: 'question', text: 'SELECT' };

/** A database that answers on demand, and records its statements. */
function slowDatabase(): { sent: Sent[]; lookups: GatheredLookups<Answer> } {
  const sent: Sent[] = [];
  const query = (_: unknown, [repositories, names]: readonly string[][]) =>
    new Promise((resolve, reject) => {
      const rows = names?.map((name, index) => ({ position: index + 1, said: `${repositories?.[index]}:${name}` }));
      sent.push({
        repositories: repositories ?? [],
        names: names ?? [],
        answer: () => resolve(rows?.filter(({ said }) => !said.endsWith('missing'))),
        fail: reject,
      });
    });
  return { sent, lookups: new GatheredLookups<Answer>({ query } as unknown as Queries, question) };
}

async function sentStatements(sent: readonly unknown[], count: number): Promise<void> {
  while (sent.length < count) await new Promise((resolve) => setImmediate(resolve));
}

describe('GatheredLookups', () => {
  it('gathers concurrent lookups in one statement, and equal ones in one lookup', async () => {
    const { sent, lookups } = slowDatabase();
    const found = ['1', '2', '1', 'missing'].map((name) => lookups.find(repository, name));
    await sentStatements(sent, 1);
    expect(sent[0]?.names).toEqual(['1', '2', 'missing']);
    sent[0]?.answer();
    const said = (await Promise.all(found)).map((row) => row?.said);
    expect(said).toEqual(['library/app:1', 'library/app:2', 'library/app:1', undefined]);
  });

  it('keeps repositories apart', async () => {
    const { sent, lookups } = slowDatabase();
    const found = ['a', 'b'].map((name) => lookups.find(name as RepositoryName, '1'));
    await sentStatements(sent, 1);
    sent[0]?.answer();
    expect((await Promise.all(found)).map((row) => row?.said)).toEqual(['a:1', 'b:1']);
  });

  it('never answers from a statement that was sent before it was asked', async () => {
    const { sent, lookups } = slowDatabase();
    const first = lookups.find(repository, '1');
    await sentStatements(sent, 1);
    const second = lookups.find(repository, '1');
    sent[0]?.answer();
    await first;
    await sentStatements(sent, 2);
    sent[1]?.answer();
    expect((await second)?.said).toBe('library/app:1');
  });

  it('does not wait for a statement that gets no answer', async () => {
    const { sent, lookups } = slowDatabase();
    const silent = lookups.find(repository, '1');
    await sentStatements(sent, 1);
    const found = lookups.find(repository, '2');
    await sentStatements(sent, 2);
    sent[1]?.answer();
    expect((await found)?.said).toBe('library/app:2');
    sent[0]?.answer();
    await silent;
  });

  it('asks on after a statement that failed', async () => {
    const { sent, lookups } = slowDatabase();
    const failing = lookups.find(repository, '1');
    await sentStatements(sent, 1);
    const found = lookups.find(repository, '1');
    sent[0]?.fail(new Error('broken'));
    await expect(failing).rejects.toThrow('broken');
    await sentStatements(sent, 2);
    sent[1]?.answer();
    expect((await found)?.said).toBe('library/app:1');
  });

  it('sends more than one statement takes in several', async () => {
    const { sent, lookups } = slowDatabase();
    const found = Array.from({ length: 150 }, (_, index) => lookups.find(repository, String(index)));
    for (const count of [1, 2]) {
      await sentStatements(sent, count);
      sent[count - 1]?.answer();
    }
    expect((await Promise.all(found)).map((row) => row?.said)).toEqual(found.map((_, index) => `library/app:${index}`));
    expect(sent.map(({ names }) => names.length)).toEqual([100, 50]);
  });
});
