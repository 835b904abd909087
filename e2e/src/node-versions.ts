// Runs this build under the other supported lines of Node.js: start, push, pull, stop.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Checks } from './harness/checks.js';
import { expectNone } from './harness/expect.js';
import { makeImage } from './harness/image.js';
import { findPullProblems, pushImage, send } from './harness/push-and-pull.js';
import { startRegistry } from './harness/registry-process.js';
import { runCommand } from './harness/run-command.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';

const repository = 'node/versions';
const checks = new Checks('node-versions');
const work = makeTemporaryDirectory('node-versions');
for (const major of [22, 24, 26]) await checkVersion(major);
checks.finish();

async function checkVersion(major: number): Promise<void> {
  const logFile = join(work, `${major}.log`);
  const registry = await checks.check(`the registry starts under Node.js ${major}`, async () => {
    const node = await installNode(major);
    const environment = { PATH: `${dirname(node)}:${process.env.PATH}` };
    return startRegistry({ dataDirectory: join(work, `data-${major}`), logFile, environment });
  });
  if (registry === undefined) return;
  await checks.check(`its processes are Node.js ${major}`, () => expectVersion(registry.url, major));
  await checkTransfers(registry.url, major);
  await checks.check('it stops', () => registry.stop());
  await checks.check('it knows each option of V8 that the registry sets', () => {
    const unknown = /^Error: unrecognized flag.*/m.exec(readFileSync(logFile, 'utf8'));
    if (unknown !== null) throw new Error(unknown[0]);
  });
}

/** Installs the newest release of a line by npm. Resolves to its program. */
async function installNode(major: number): Promise<string> {
  const print = ['--yes', '--package', `node@${major}`, '--', 'node', '-p', 'process.execPath'];
  return (await runCommand('npx', print, { cwd: work })).stdout.trim();
}

async function expectVersion(url: string, major: number): Promise<void> {
  const metrics = (await send('GET', `${url}/metrics`)).body.toString('utf8');
  if (!metrics.includes(`version="v${major}.`))
    throw new Error(/nodejs_version_info.*/.exec(metrics)?.[0] ?? metrics.slice(0, 500));
}

async function checkTransfers(url: string, major: number): Promise<void> {
  const image = makeImage(`node ${major}`, [100_000, 5_000_000]);
  await checks.check('a push', () => pushImage(url, repository, 'v1', image));
  await checks.check('a pull', async () =>
    expectNone(await findPullProblems(url, repository, ['v1', image.digest], image)),
  );
}
