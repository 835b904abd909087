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
const { code, output } = await runTurbo(build, { quiet: true });
if (code !== 0) {
  console.error(output);
  console.error('The registry could not be built; the compiler says why above.');
  process.exit(1);
}

// The registry runs in this process, so that signals, the exit code and the terminal are its own.
process.chdir(root);
module.enableCompileCache?.();
await import(pathToFileURL(join(root, 'apps/registry/dist/main.js')).href);
