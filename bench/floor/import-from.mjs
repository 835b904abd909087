import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectDirectory } from '../../.ci/harness/paths.mjs';

/** A module that a package depends on. */
export function importFrom(folder, name) {
  return import(createRequire(join(projectDirectory, folder, 'package.json')).resolve(name));
}
