import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';

/** What keeps npm to what it is asked for. */
const silentNpm = {
  npm_config_loglevel: 'error',
  npm_config_update_notifier: 'false',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
};

/** Answers the folder that holds the command `pnpm`, in the version that package.json names. npm brings it if need be. */
export async function findPnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [pinned] = packageManager.split('+');
  return findRunningPnpm(pinned) ?? (await bringPnpm(pinned));
}

/** `pnpm start` and `pnpm test` have it already. */
function findRunningPnpm(pinned) {
  const { npm_config_user_agent: agent = '', npm_execpath: file } = process.env;
  if (!agent.startsWith(`${pinned.replace('@', '/')} `) || file === undefined) return undefined;
  return existsSync(join(dirname(file), 'pnpm')) ? dirname(file) : undefined;
}

/** npm keeps it in its cache, so this needs the network once. */
async function bringPnpm(pinned) {
  const print = 'process.stdout.write(process.env.PATH ?? process.env.Path)';
  const args = ['--yes', `--package=${pinned}`, '--', 'node', '-e', print];
  const shell = process.platform === 'win32';
  const { code, output } = await run('npx', shell ? args.map((arg) => `"${arg}"`) : args, {
    quiet: true,
    shell,
    env: silentNpm,
  });
  const folder = output.split(delimiter).find((entry) => existsSync(join(entry, 'pnpm')));
  if (code === 0 && folder !== undefined) return folder;
  console.error(output);
  console.error(`npm could not bring ${pinned}, which installs the dependencies. Is the registry of npm reachable?`);
  process.exit(1);
}
