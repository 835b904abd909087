// `npm run e2e -- chaos`: builds everything and runs one check of e2e/. Further arguments go to the check; without any, the
// checks are listed.
import './setup/require-node.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ensureInstalled } from './setup/install.mjs';
import { root } from './setup/root.mjs';
import { runTurbo } from './setup/turbo.mjs';

const [name, ...rest] = process.argv.slice(2);
if (name === undefined || !existsSync(join(root, 'e2e', 'src', `${name}.ts`))) {
  const files = readdirSync(join(root, 'e2e', 'src')).filter((file) => file.endsWith('.ts'));
  console.error(`npm run e2e -- CHECK, which is one of:\n${files.map((file) => `  ${file.slice(0, -3)}`).join('\n')}`);
  process.exit(name === undefined ? 0 : 1);
}
await ensureInstalled();
const { code } = await runTurbo(['run', 'build', '--output-logs=errors-only']);
if (code !== 0) process.exit(code);

// Where `.ci/install-tools` puts the commands that it builds.
const tools = join(process.env.GOPATH ?? join(homedir(), 'go'), 'bin');
// npm hands its configuration for this folder to what it runs, and a check installs packages in folders of its own.
const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'));
const env = { ...Object.fromEntries(inherited), PATH: [process.env.PATH, tools].join(delimiter) };
const program = join(root, 'e2e', 'dist', `${name}.js`);
process.exitCode = spawnSync(process.execPath, [program, ...rest], { stdio: 'inherit', env }).status ?? 1;
