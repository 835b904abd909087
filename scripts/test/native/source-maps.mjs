import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from './transform.mjs';

let directory;
let count = 0;

/** Returns the path of a module's source map, for jest. Jest asks only when it prints a stack, so the map is written then. */
export function findSourceMap(module) {
  if (!module.endsWith('.ts')) return undefined;
  directory ??= makeDirectory();
  const file = join(directory, `${count++}.map`);
  writeFileSync(file, compile(module.startsWith('file:') ? fileURLToPath(module) : module).map);
  return file;
}

function makeDirectory() {
  const made = mkdtempSync(join(tmpdir(), 'lading-source-maps-'));
  process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}
