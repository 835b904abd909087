// `npm start`: brings what is missing, builds what has changed, and becomes the registry.
import './setup/require-node.mjs';
import * as module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './setup/install.mjs';
import { root } from './setup/root.mjs';
import { runTurbo } from './setup/turbo.mjs';

await ensureInstalled();
const build = ['run', 'build', '--filter=@lading/registry', '--output-logs=errors-only'];
// A build that has nothing to do ends before this.
const notice = setTimeout(() => console.error('Building …'), 2000);
const { code, output } = await runTurbo(build, { quiet: true });
clearTimeout(notice);
if (code !== 0) {
  console.error(output);
  console.error('The registry could not be built; the compiler says why above.');
  process.exit(1);
}

// The registry runs in this process, so that signals, the exit code and the terminal are its own.
process.chdir(root);
module.enableCompileCache?.();
await import(pathToFileURL(join(root, 'apps/registry/program/main.js')).href);
