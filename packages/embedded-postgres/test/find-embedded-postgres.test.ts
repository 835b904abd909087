import path from 'node:path';
import { findEmbeddedPostgres } from '../src/index.js';
import { query } from './support/query.js';
import { withTemporaryDirectory } from './support/temporary-directory.js';
import { whileRunning } from './support/while-running.js';

it('finds the server that runs on a directory, also by a relative path, and none after it has stopped', () =>
  withTemporaryDirectory(async (directory) => {
    expect(await findEmbeddedPostgres(directory)).toBeUndefined();
    await whileRunning({ directory }, async ({ url }) => {
      expect(await findEmbeddedPostgres(directory)).toBe(url);
      const found = await findEmbeddedPostgres(path.relative(process.cwd(), directory));
      expect(await query(found ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });
    expect(await findEmbeddedPostgres(directory)).toBeUndefined();
  }));
