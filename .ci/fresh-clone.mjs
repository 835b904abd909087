// What a newcomer does: clone, `npm start`, push, pull. Nothing of this checkout or this user is used but the way to npm.
import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createChecks } from './harness/checks.mjs';
import { findFreePort } from './harness/free-port.mjs';
import { imageManifestType, makeImage } from './harness/image.mjs';
import { createClients } from './harness/oci-clients.mjs';
import { compareFiles, readLayout, writeIndexLayout } from './harness/oci-layout.mjs';
import { makeTemporaryDirectory, projectDirectory } from './harness/paths.mjs';
import { startRegistry } from './harness/registry-process.mjs';
import { runCommand } from './harness/run-command.mjs';

const checks = createChecks('fresh-clone');
const work = makeTemporaryDirectory('fresh-clone');
const clone = join(work, 'clone');
const home = join(work, 'home');
mkdirSync(home);
await runCommand('git', ['clone', '--quiet', projectDirectory, clone]);

const usualPort = 5000;
const port = (await isFree(usualPort)) ? usualPort : await findFreePort();
const layout = join(work, 'layout');
writeIndexLayout(layout, 'v1', [
  { image: makeImage('fresh clone'), mediaType: imageManifestType, platform: { os: 'linux', architecture: 'amd64' } },
]);

const first = await checks.check('npm start in a fresh clone answers GET /v2/ with 200', startInClone);
if (first !== undefined) await useAndStartAgain(first);
checks.finish();

async function useAndStartAgain(registry) {
  checks.note(
    `first start, with all that it installs and builds: ${registry.startSeconds.toFixed(1)} s, on port ${port}`,
  );
  const { crane } = (await createClients(join(work, 'client'), registry.host)).pushAndPull;
  const reference = `${registry.host}/newcomer/first:v1`;
  await checks.check('crane pushes', () => crane.push(layout, 'v1', reference));
  await checks.check('crane pulls the same bytes', () => pullAndCompare(crane, reference, 'pulled'));
  await checks.check('it stops', () => registry.stop());
  const second = await checks.check('npm start again', startInClone);
  if (second === undefined) return;
  checks.note(`second start: ${second.startSeconds.toFixed(1)} s`);
  await checks.check('crane pulls the same bytes again', () => pullAndCompare(crane, reference, 'pulled-again'));
  await checks.check('it stops again', () => second.stop());
  await checks.check('nothing that git sees was changed', async () => {
    const { stdout } = await runCommand('git', ['status', '--porcelain'], { cwd: clone });
    if (stdout !== '') throw new Error(stdout);
  });
}

function startInClone() {
  return startRegistry({
    cwd: clone,
    command: ['npm', 'start'],
    dataDirectory: join(clone, 'data'),
    logFile: join(work, 'registry.log'),
    port,
    inherited: emptyEnvironment(),
    environment: { LADING_DATA_DIR: undefined, PORT: port === usualPort ? undefined : String(port) },
    startSeconds: 600,
  });
}

/** As good as nothing; but where npm's packages come from, this machine may have its own word. */
function emptyEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) =>
    /^npm_config_(?!cache|prefix)|^NODE_EXTRA_CA_CERTS$/i.test(name),
  );
  const userConfiguration = join(homedir(), '.npmrc');
  const environment = { ...Object.fromEntries(kept), PATH: process.env.PATH, HOME: home };
  return existsSync(userConfiguration) ? { npm_config_userconfig: userConfiguration, ...environment } : environment;
}

async function pullAndCompare(client, reference, name) {
  await client.pull(reference, join(work, name));
  await compareFiles(readLayout(layout).files, join(work, name));
}

async function isFree(wanted) {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(wanted, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
