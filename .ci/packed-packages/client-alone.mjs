import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromTarballs, install } from './pack.mjs';

const expected = ['@lading/client', '@lading/core', 'modern-tar'];
const mostBytes = 3 * 1024 * 1024;

/** Installs the client into an empty folder, and checks the packages and the size that its README promises. */
export async function checkClientAlone(tarballs, folder) {
  await mkdir(folder);
  const manifest = { private: true, ...fromTarballs(tarballs, ['@lading/client', '@lading/core']) };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await install(folder);
  const lock = JSON.parse(await readFile(join(folder, 'node_modules', '.package-lock.json'), 'utf8'));
  const names = Object.keys(lock.packages).map((path) => path.replace(/^node_modules\//, ''));
  if (names.sort().join() !== expected.join()) throw new Error(`the client brings ${names.join(', ')}`);
  const files = await readdir(join(folder, 'node_modules'), { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath ?? file.path, file.name));
  const native = paths.filter((path) => path.endsWith('.node'));
  if (native.length > 0) throw new Error(`the client brings native code: ${native.join(', ')}`);
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes > mostBytes) throw new Error(`the client brings ${bytes} bytes, more than ${mostBytes}`);
  console.log(
    `The client brings ${names.length} packages without native code, ${Math.round(bytes / 1024)} KiB in all.`,
  );
}
