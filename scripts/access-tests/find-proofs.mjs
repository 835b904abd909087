import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folders = ['packages', 'apps', 'e2e'];
const skipped = /(?:^|\/)(?:node_modules|dist)(?:\/|$)/;
const source = /\.(?:ts|mts|mjs)$/;

/** The files that name each row, by its number, in alphabetical order. */
export function findProofs(root) {
  const proofs = new Map();
  for (const folder of folders)
    for (const file of filesBelow(root, folder))
      for (const [, number] of readFileSync(join(root, file), 'utf8').matchAll(/\[A(\d+)\]/g)) {
        const files = proofs.get(Number(number)) ?? new Set();
        proofs.set(Number(number), files.add(file));
      }
  return new Map([...proofs].map(([number, files]) => [number, [...files].sort()]));
}

function* filesBelow(root, folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (skipped.test(path)) continue;
    if (entry.isDirectory()) yield* filesBelow(root, path);
    else if (source.test(entry.name)) yield path;
  }
}
