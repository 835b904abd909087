import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';

/** Holds the command `pnpm` that turbo finds. It goes when node_modules goes. */
export const commandDirectory = join(root, 'node_modules', '.lading');
const command = join(commandDirectory, 'pnpm');

/** What keeps npm to what it is asked for. */
const silentNpm = {
  npm_config_loglevel: 'error',
  npm_config_update_notifier: 'false',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  // A stalled download holds a lock of npm's for as long; its own limit is five minutes.
  npm_config_fetch_timeout: '30000',
};

/** Makes the command `pnpm`, in the version that package.json names, and answers its path. npm brings it if need be. */
export async function bringPnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [pinned] = packageManager.split('+');
  const pnpm = findRunningPnpm(pinned) ?? (await fetchPnpm(pinned));
  mkdirSync(commandDirectory, { recursive: true });
  writeFileSync(command, commandFor(pnpm, pinned), { mode: 0o755 });
  return command;
}

/**
 * A command of our own: turbo wants one even where it has nothing to run, and npm's cache, where pnpm is, may have been
 * emptied since. Only when it is really run without it does npm bring it again.
 */
function commandFor(pnpm, pinned) {
  const quoted = `'${pnpm.replaceAll("'", "'\\''")}'`;
  return `#!/bin/sh\n[ -x ${quoted} ] && exec ${quoted} "$@"\nexec npx --yes ${pinned} "$@"\n`;
}

/** `pnpm start` and `pnpm test` have it already. */
function findRunningPnpm(pinned) {
  const { npm_config_user_agent: agent = '', npm_execpath: file = '' } = process.env;
  const pnpm = join(dirname(file), 'pnpm');
  return agent.startsWith(`${pinned.replace('@', '/')} `) && pnpm !== command && existsSync(pnpm) ? pnpm : undefined;
}

async function fetchPnpm(pinned) {
  const args = ['--yes', `--package=${pinned}`, '--', 'node', '-p', 'process.env.PATH'];
  const { code, output } = await run('npx', args, { quiet: true, env: silentNpm });
  const folders = output.trim().split('\n').at(-1).split(delimiter);
  const pnpm = folders.map((folder) => join(folder, 'pnpm')).find((file) => file !== command && existsSync(file));
  if (code === 0 && pnpm !== undefined) return pnpm;
  console.error(output);
  console.error(`npm could not bring ${pinned}, which installs the dependencies. Is the registry of npm reachable?`);
  process.exit(1);
}
