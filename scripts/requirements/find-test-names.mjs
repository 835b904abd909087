import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const testCall = /\b(?:it|test)(?:\.each\([\s\S]*?\))?\(\s*(['"`])((?:\\.|(?!\1)[\s\S])*?)\1/g;
const ids = /\[([A-Z]+-\d+(?:, ?[A-Z]+-\d+)*)\]/g;

/** The requirement ids that a test names in square brackets. */
export function idsOf(testName) {
  return [...testName.matchAll(ids)].flatMap(([, list]) => list.split(',').map((id) => id.trim()));
}

/** The names of the tests in a source text. */
export function testNamesIn(source) {
  return [...source.matchAll(testCall)].map(([, , name]) => name);
}

/** Every test of packages and apps that names a requirement: `{ id, file }`. */
export function findTests(root) {
  return ['packages', 'apps'].flatMap((folder) =>
    readdirSync(join(root, folder)).flatMap((name) =>
      testFilesIn(join(root, folder, name, 'test')).flatMap((file) =>
        testNamesIn(readFileSync(file, 'utf8'))
          .flatMap(idsOf)
          .map((id) => ({ id, file: relative(root, file) })),
      ),
    ),
  );
}

function testFilesIn(folder) {
  try {
    return readdirSync(folder, { recursive: true })
      .filter((file) => file.endsWith('.test.ts'))
      .sort()
      .map((file) => join(folder, file));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
