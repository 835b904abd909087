// The other Node.js lines that the project supports, with what was built under this one: start, push, pull, stop.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createChecks } from './harness/checks.mjs';
import { makeImage } from './harness/image.mjs';
import { makeTemporaryDirectory, projectDirectory } from './harness/paths.mjs';
import { findPullProblems, pushImage, send } from './harness/push-and-pull.mjs';
import { startRegistry } from './harness/registry-process.mjs';
import { runCommand } from './harness/run-command.mjs';

const checks = createChecks('node-versions');
const work = makeTemporaryDirectory('node-versions');
for (const major of [22, 24, 26]) await checkVersion(major);
checks.finish();

async function checkVersion(major) {
  const logFile = join(work, `${major}.log`);
  let node;
  const registry = await checks.check(`the registry starts under Node.js ${major}`, async () => {
    const print = ['--yes', '--package', `node@${major}`, '--', 'node', '-p', 'process.execPath'];
    node = (await runCommand('npx', print, { cwd: work })).stdout.trim();
    return startRegistry({
      dataDirectory: join(work, `data-${major}`),
      logFile,
      environment: { PATH: `${dirname(node)}:${process.env.PATH}` },
    });
  });
  if (registry === undefined) return;
  const { url } = registry;
  await checks.check(`its processes say that they are Node.js ${major}`, async () => {
    const metrics = (await send('GET', `${url}/metrics`)).body.toString('utf8');
    if (!metrics.includes(`version="v${major}.`))
      throw new Error(/nodejs_version_info.*/.exec(metrics)?.[0] ?? metrics.slice(0, 500));
  });
  const image = makeImage(`node ${major}`, [100_000, 5_000_000]);
  await checks.check('a push', () => pushImage(url, 'node/versions', 'v1', image));
  await checks.check('a pull', async () => {
    const problems = await findPullProblems(url, 'node/versions', ['v1', image.digest], image);
    if (problems.length > 0) throw new Error(problems.join('\n'));
  });
  await checks.check('large bodies come in larger pieces than Node.js reads by itself', async () => {
    const { stdout } = await runCommand(node, [join(projectDirectory, '.ci/node-versions/largest-piece.mjs')]);
    if (!(Number(stdout) > 64 * 1024)) throw new Error(`${stdout.trim()} bytes at most`);
  });
  await checks.check('it stops', () => registry.stop());
  await checks.check('it knows each option of V8 that the registry sets', () => {
    const unknown = /^Error: unrecognized flag.*/m.exec(readFileSync(logFile, 'utf8'));
    if (unknown !== null) throw new Error(unknown[0]);
  });
}
