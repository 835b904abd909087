import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checks } from '../harness/checks.js';
import { openExternalDatabase } from '../harness/database.js';
import { expectNone } from '../harness/expect.js';
import { findFreePort } from '../harness/free-port.js';
import { type Image, makeImage } from '../harness/image.js';
import { findPullProblems, pushImage, send } from '../harness/push-and-pull.js';
import { runCommand } from '../harness/run-command.js';
import { waitUntil } from '../harness/wait.js';
import { Buildah, type ImageSettings } from './buildah.js';
import { Container } from './container.js';

const base = 'localhost/base';
const name = 'localhost/lading';
const repository = 'deploy/image';
const mostMegabytes = 160;

/** One way to run the image. */
interface Run {
  readonly title: string;
  readonly root: string;
  readonly settings: ImageSettings;
  readonly environment?: Readonly<Record<string, string>>;
  readonly isNamed?: boolean;
}

/** Builds the image by the Dockerfile, and runs it in several ways. */
export async function checkImage(checks: Checks, work: string): Promise<void> {
  const buildah = new Buildah(work);
  const isBuilt = await checks.check('a base like the one of the Dockerfile', () => succeed(buildah.makeBase(base)));
  if (!isBuilt) return;
  if (!(await checks.check('the Dockerfile builds', () => succeed(buildah.buildDockerfile(base, name))))) return;
  const container = await buildah.run(['from', name]);
  const root = await buildah.run(['mount', container]);
  try {
    await checks.check('the image has the program and only production dependencies', () => checkContent(checks, root));
    await checkRuns(checks, work, root, await buildah.readSettings(name));
  } finally {
    await buildah.run(['umount', container]);
    await buildah.run(['rm', container]);
  }
}

async function succeed(action: Promise<void>): Promise<true> {
  await action;
  return true;
}

async function checkContent(checks: Checks, root: string): Promise<void> {
  const app = join(root, 'app');
  const development = ['-path', '*/node_modules/typescript', '-o', '-path', '*/node_modules/jest'];
  const { stdout: found } = await runCommand('find', [app, ...development]);
  if (found !== '') throw new Error(`among the dependencies:\n${found}`);
  const megabytes = Number((await runCommand('du', ['-sm', app])).stdout.split('\t')[0]);
  checks.note(`the registry adds ${megabytes} MB to its base`);
  if (megabytes > mostMegabytes) throw new Error(`${megabytes} MB`);
}

async function checkRuns(checks: Checks, work: string, root: string, settings: ImageSettings): Promise<void> {
  const check = (run: Omit<Run, 'root'>) => checkRun(checks, work, { root, ...run });
  await check({ title: 'its own PostgreSQL on a volume', settings });
  const database = await openExternalDatabase(work, `lading_deployment_${process.pid}`);
  try {
    const stranger = { ...settings, User: '1000680000:0' };
    const environment = { DATABASE_URL: database.url };
    // Each volume of blobs belongs to one schema.
    const ownSchema = { ...environment, LADING_DATABASE_SCHEMA: 'stranger' };
    await check({ title: 'DATABASE_URL and a user without a name', settings: stranger, environment: ownSchema });
    await check({ title: 'its own PostgreSQL and a user named by the chart', settings: stranger, isNamed: true });
  } finally {
    await database.close();
  }
}

async function checkRun(checks: Checks, work: string, run: Run): Promise<void> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const start = () =>
    new Container({
      directory: join(work, run.title.replaceAll(/\W+/g, '-')),
      root: run.root,
      settings: run.settings,
      environment: { LADING_ACCESS: 'open', PORT: String(port), ...run.environment },
      isNamed: run.isNamed ?? false,
    });
  const image = makeImage(run.title, [100_000, 5_000_000]);
  await checkFirstContainer(checks, run, start(), { url, image });
  const again = start();
  try {
    await checks.check(`image with ${run.title}: a new container on the same volume has what was pushed`, async () => {
      await untilReady(url, again);
      await expectWhole(url, image);
      await again.stop();
    });
  } finally {
    again.kill();
  }
}

async function checkFirstContainer(
  checks: Checks,
  { title, settings }: Run,
  container: Container,
  { url, image }: { readonly url: string; readonly image: Image },
): Promise<void> {
  const check = (row: string, action: () => Promise<unknown> | undefined) =>
    checks.check(`image with ${title}: ${row}`, action);
  try {
    await check('ready on a read-only root', () => untilReady(url, container));
    await check(`it is PID 1 and user ${settings.User}, without capabilities`, async () =>
      expectRestricted(container, settings),
    );
    await check('its health check says ready', () => container.run(settings.Healthcheck.Test));
    await check('a push and a pull', async () => {
      await pushImage(url, repository, 'v1', image);
      await expectWhole(url, image);
    });
    await check('it ends with 0 after SIGTERM, and leaves nothing behind', () => container.stop());
  } finally {
    container.kill();
  }
}

function expectRestricted(container: Container, settings: ImageSettings): void {
  const status = readFileSync(`/proc/${container.pid}/status`, 'utf8');
  const [, namespacePid] = /^NSpid:\t\d+\t(\d+)$/m.exec(status) ?? [];
  const [, user] = /^Uid:\t(\d+)/m.exec(status) ?? [];
  const [, capabilities = ''] = /^CapEff:\t(\w+)$/m.exec(status) ?? [];
  if (namespacePid !== '1' || user !== settings.User.split(':')[0] || !/^0+$/.test(capabilities))
    throw new Error(status);
}

async function expectWhole(url: string, image: Image): Promise<void> {
  expectNone(await findPullProblems(url, repository, ['v1', image.digest], image));
}

function untilReady(url: string, container: Container): Promise<void> {
  const isReady = async () => {
    if (!container.isRunning) throw new Error(`it ended:\n${container.readLog()}`);
    return (await send('GET', `${url}/health/ready`).catch(() => undefined))?.status === 200;
  };
  return waitUntil('the registry is ready', isReady, { seconds: 180, milliseconds: 200 });
}
