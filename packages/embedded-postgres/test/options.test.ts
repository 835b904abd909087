import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from '../src/index.js';
import { withTemporaryDirectory } from './support/temporary-directory.js';

const start = (options: unknown) => startEmbeddedPostgres(options as EmbeddedPostgresOptions);

it.each<[unknown, RegExp]>([
  [undefined, /^options must be an object/],
  ['./data', /^options must be an object/],
  [{}, /^directory must be the path of a folder, not undefined$/],
  [{ directory: '' }, /^directory must be the path of a folder, not ""$/],
  [{ directory: 7 }, /^directory must be the path of a folder, not 7$/],
  [{ directory: 'a\0b' }, /^directory must be/],
  [{ directory: 'a', folder: 'b' }, /^folder is not an option; the options are directory, log/],
  [{ directory: 'a', toString: () => 'b' }, /^toString is not an option/],
  [{ directory: 'a', log: 'stderr' }, /^log must be a function/],
  [{ directory: 'a', signal: {} }, /^signal must be an AbortSignal, not another object$/],
  [{ directory: 'a', stopTimeoutSeconds: -1 }, /^stopTimeoutSeconds must be seconds/],
  [{ directory: 'a', stopTimeoutSeconds: '5' }, /^stopTimeoutSeconds must be seconds/],
  [{ directory: 'a', stopTimeoutSeconds: Number.NaN }, /^stopTimeoutSeconds must be seconds/],
  [{ directory: 'a', settings: [] }, /^settings must be an object/],
  [{ directory: 'a', settings: { work_mem: {} } }, /^settings must be an object/],
  [{ directory: 'a', settings: { 'work mem': '5MB' } }, /^settings must be an object/],
])('refuses the options %j with a TypeError that names the wrong one', async (options, message) => {
  const error = await start(options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TypeError);
  expect((error as Error).message).toMatch(message);
});

it.each([
  ['below /proc', '/proc/lading'],
  ['deep below /proc', '/proc/lading/postgres/data'],
  ['below a device', '/dev/null/postgres'],
  ['with too long a name', `/tmp/${'a'.repeat(300)}`],
  ['with too long a path', `/tmp/${'a/'.repeat(5000)}`],
])('refuses a folder %s at once', async (_, directory) => {
  await expect(start({ directory })).rejects.toMatchObject({
    code: 'DIRECTORY_UNUSABLE',
    message: expect.stringMatching(/^Cannot keep data in .+ Choose a folder/),
  });
});

it('refuses a path that is a file', () =>
  withTemporaryDirectory(async (directory) => {
    await writeFile(directory, '');
    await expect(start({ directory })).rejects.toMatchObject({ code: 'DIRECTORY_UNUSABLE' });
    const below = path.join(directory, 'postgres');
    await expect(start({ directory: below })).rejects.toMatchObject({ code: 'DIRECTORY_UNUSABLE' });
  }));
