// Does what a newcomer does: clone, `npm start`, push, pull. Of this checkout and this user, only the way to npm is used.
import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Checks } from './harness/checks.js';
import { findFreePort } from './harness/free-port.js';
import { makeImage } from './harness/image.js';
import { createClients, type OciClient } from './harness/oci-clients.js';
import { compareFiles, readLayout, writeIndexLayout } from './harness/oci-layout.js';
import { projectDirectory } from './harness/paths.js';
import { type RegistryProcess, startRegistry } from './harness/registry-process.js';
import { runCommand } from './harness/run-command.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';

const checks = new Checks('fresh-clone');
const work = makeTemporaryDirectory('fresh-clone');
const clone = join(work, 'clone');
const home = join(work, 'home');
mkdirSync(home);
await runCommand('git', ['clone', '--quiet', projectDirectory, clone]);

const usualPort = 5000;
const port = (await isFree(usualPort)) ? usualPort : await findFreePort();
const layout = join(work, 'layout');
writeIndexLayout(layout, 'v1', [{ image: makeImage('fresh clone'), architecture: 'amd64' }]);

const first = await checks.check('npm start in a fresh clone answers GET /v2/ with 200', startInClone);
if (first !== undefined) await useAndStartAgain(first);
checks.finish();

async function useAndStartAgain(registry: RegistryProcess): Promise<void> {
  checks.note(`first start, which installs and builds: ${registry.startSeconds.toFixed(1)} s, on port ${port}`);
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
  await checks.check('git sees no change', async () => {
    const { stdout } = await runCommand('git', ['status', '--porcelain'], { cwd: clone });
    if (stdout !== '') throw new Error(stdout);
  });
}

function startInClone(): Promise<RegistryProcess> {
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

/** No variables but those that say where npm finds its packages on this machine. */
function emptyEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) =>
    /^npm_config_(?!cache|prefix)|^NODE_EXTRA_CA_CERTS$/i.test(name),
  );
  const userConfiguration = join(homedir(), '.npmrc');
  const environment = { ...Object.fromEntries(kept), PATH: process.env.PATH, HOME: home };
  return existsSync(userConfiguration) ? { npm_config_userconfig: userConfiguration, ...environment } : environment;
}

async function pullAndCompare(client: OciClient, reference: string, name: string): Promise<void> {
  await client.pull(reference, join(work, name));
  await compareFiles(readLayout(layout).files, join(work, name));
}

async function isFree(wanted: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(wanted, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
