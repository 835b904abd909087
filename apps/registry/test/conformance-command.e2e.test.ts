import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makeTemporaryDirectory, removeTemporaryDirectories } from '@lading/e2e/harness/temporary-directory';
import { endRegistries, startRegistry } from './harness/registry-process.js';

const manifest = createRequire(import.meta.url).resolve('@lading/conformance/package.json');
const command = join(dirname(manifest), 'dist', 'command', 'main.js');

afterAll(async () => {
  await endRegistries();
  removeTemporaryDirectories();
});

describe('lading-conformance against the program', () => {
  it('passes, and skips no case for a feature that the program has', async () => {
    const { url } = await startRegistry({ LADING_DATA_DIR: makeTemporaryDirectory('registry') });
    const args = [
      command,
      String(url),
      '--category',
      'pull',
      '--category',
      'management',
      '--json',
      '--strength',
      'choice',
    ];
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
    const { failed, passed, features } = JSON.parse(stdout);
    expect(failed).toBe(0);
    expect(passed).toBeGreaterThan(70);
    expect(features).toEqual(
      expect.arrayContaining(['delete-tag', 'delete-blob', 'mount', 'sha512', 'referrers', 'range']),
    );
  });
});
