import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { locks } from '../src/database/locks.js';

const source = resolve(import.meta.dirname, '../src');
const clause = /FOR (?:NO KEY )?UPDATE|FOR (?:KEY )?SHARE/;

describe('the locks', () => {
  it('are those of docs/locks.md, in its order', async () => {
    const text = await readFile(resolve(source, '../../../docs/locks.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `(\w+)` +\| `([^`]+)` +\| `([^`]+)`/gm)];
    expect(rows.map(([, name, table, clause]) => [name, table, clause])).toEqual(
      Object.entries(locks).map(([name, { table, clause }]) => [name, table, clause]),
    );
  });

  it('are named in no other file, and each is used', async () => {
    const files = (await readdir(source, { recursive: true })).filter((file) => file.endsWith('.ts'));
    const texts = await Promise.all(
      files.map(async (file) => [file, await readFile(join(source, file), 'utf8')] as const),
    );
    const others = texts.filter(([file]) => !file.endsWith('locks.ts'));
    expect(others.filter(([, text]) => clause.test(text)).map(([file]) => file)).toEqual([]);
    for (const name of Object.keys(locks))
      expect(others.some(([, text]) => text.includes(`locks.${name}.`))).toBe(true);
  });
});
