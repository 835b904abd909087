import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checks } from '../harness/checks.js';
import { expectEqual } from '../harness/expect.js';
import { fromTarballs, install, type Tarballs } from './pack.js';

const expected = ['@lading/client', '@lading/core', 'modern-tar'];
const mostBytes = 3 * 1024 * 1024;

/** Installs the client into an empty folder, and compares the packages and the size with what its README says. */
export async function checkClientAlone(checks: Checks, tarballs: Tarballs, folder: string): Promise<void> {
  await checks.check('the client installs only the packages that its README names', async () => {
    mkdirSync(folder);
    const manifest = { private: true, ...fromTarballs(tarballs, ['@lading/client', '@lading/core']) };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    await install(folder);
    expectEqual(listPackages(folder), expected);
  });
  await checks.check('the client is small and has no native code', () => {
    const files = listFiles(join(folder, 'node_modules'));
    const native = files.filter((file) => file.endsWith('.node'));
    if (native.length > 0) throw new Error(`native code: ${native.join(', ')}`);
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    checks.note(`${expected.length} packages, ${Math.round(bytes / 1024)} KiB`);
    if (bytes > mostBytes) throw new Error(`${bytes} bytes, more than ${mostBytes}`);
  });
}

function listPackages(folder: string): string[] {
  const text = readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Record<string, unknown> };
  return Object.keys(packages)
    .map((path) => path.replace(/^node_modules\//, ''))
    .sort();
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
