import { spawn } from 'node:child_process';
import { chownSync, closeSync, cpSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openExternalDatabase } from '../harness/external-database.mjs';
import { findFreePort } from '../harness/free-port.mjs';
import { makeImage } from '../harness/image.mjs';
import { projectDirectory } from '../harness/paths.mjs';
import { isAlive, listProcessTree, signal, waitForEnd } from '../harness/process-tree.mjs';
import { findPullProblems, pushImage, send } from '../harness/push-and-pull.mjs';
import { runCommand } from '../harness/run-command.mjs';

const dockerfile = readFileSync(join(projectDirectory, 'Dockerfile'), 'utf8');

/**
 * Builds the image by buildah and runs it without a container engine: a process namespace of its own, where the registry is
 * PID 1, the image's user, no capability, and a root that can't be written. The base stands for the one that the Dockerfile
 * names: Debian as its mirror gives it, and the same version of Node.js.
 */
export async function checkImage(checks, work) {
  const buildah = (parameters, seconds = 300) =>
    runCommand('buildah', ['--root', join(work, 'store'), '--runroot', join(work, 'run'), ...parameters], {
      seconds,
      env: { ...process.env, BUILDAH_ISOLATION: 'chroot', STORAGE_DRIVER: 'overlay' },
    });
  const base = await checks.check('a base like the one that the Dockerfile names', () => makeBase(buildah, work));
  if (base === undefined) return;
  const built = await checks.check('the Dockerfile builds', async () => {
    const options = ['--network', 'host', '--layers=false', '--format', 'docker', '--build-arg', `NODE_IMAGE=${base}`];
    await buildah(['bud', ...options, '--tag', 'localhost/lading', projectDirectory], 900);
    return true;
  });
  if (built === undefined) return;
  const container = (await buildah(['from', 'localhost/lading'])).stdout.trim();
  const root = (await buildah(['mount', container])).stdout.trim();
  try {
    await checkContent(checks, root);
    const { config } = JSON.parse((await buildah(['inspect', '--type', 'image', 'localhost/lading'])).stdout).Docker;
    await checkRun(checks, { work, root, config, name: 'its own PostgreSQL on a volume' });
    const database = await openExternalDatabase(work, `lading_deployment_${process.pid}`);
    try {
      const environment = { DATABASE_URL: database.url };
      const stranger = { work, root, config: { ...config, User: '1000680000:0' } };
      // Each volume of blobs belongs to one schema.
      const ownSchema = { ...environment, LADING_DATABASE_SCHEMA: 'stranger' };
      await checkRun(checks, {
        ...stranger,
        name: 'DATABASE_URL and a user without a name',
        environment: ownSchema,
      });
      await checkRun(checks, {
        ...stranger,
        name: 'its own PostgreSQL and a user named by the chart',
        isNamed: true,
      });
      await checkRun(checks, { work, root, config, name: 'DATABASE_URL', environment });
    } finally {
      await database.close();
    }
  } finally {
    await buildah(['umount', container]);
    await buildah(['rm', container]);
  }
}

async function makeBase(buildah, work) {
  const [, version] = /^ARG NODE_IMAGE=\S+\/node:(\d+\.\d+\.\d+)-bookworm-slim@sha256:[0-9a-f]{64}$/m.exec(dockerfile);
  const archive = join(work, 'debian.tar');
  await runCommand('mmdebstrap', ['--variant=minbase', '--include=ca-certificates', 'bookworm', archive], {
    seconds: 600,
  });
  const print = ['--yes', '--package', `node@${version}`, '--', 'node', '-p', 'process.execPath'];
  const node = (await runCommand('npx', print, { cwd: work })).stdout.trim();
  const npm = join(work, 'npm');
  cpSync(join((await runCommand('npm', ['root', '--global'])).stdout.trim(), 'npm'), npm, { recursive: true });
  const container = (await buildah(['from', 'scratch'])).stdout.trim();
  await buildah(['add', container, archive, '/']);
  await buildah(['copy', container, node, '/usr/local/bin/node']);
  await buildah(['copy', container, npm, '/usr/local/lib/node_modules/npm']);
  // Where this machine reaches the network through a proxy, the build has to trust it too.
  const certificates = '/etc/ssl/certs/ca-certificates.crt';
  await buildah(['copy', container, certificates, certificates]);
  const set = [
    'ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm',
    'groupadd --gid 1000 node',
    'useradd --uid 1000 --gid 1000 --create-home node',
  ];
  await buildah(['run', container, '--', 'sh', '-c', set.join(' && ')]);
  const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  await buildah(['config', '--env', `PATH=${path}`, '--env', `NODE_EXTRA_CA_CERTS=${certificates}`, container]);
  await buildah(['commit', '--rm', container, 'localhost/base']);
  return 'localhost/base';
}

async function checkContent(checks, root) {
  await checks.check('the image holds the program and production dependencies only', async () => {
    const { stdout } = await runCommand('find', [
      join(root, 'app'),
      '-path',
      '*/node_modules/typescript',
      '-o',
      '-path',
      '*/node_modules/jest',
    ]);
    if (stdout !== '') throw new Error(`among the dependencies:\n${stdout}`);
    const megabytes = Number((await runCommand('du', ['-sm', join(root, 'app')])).stdout.split('\t')[0]);
    checks.note(`the registry adds ${megabytes} MB to its base`);
    if (megabytes > 160) throw new Error(`${megabytes} MB`);
  });
}

async function checkRun(checks, { work, root, config, name, environment = {}, isNamed = false }) {
  const directory = join(work, name.replaceAll(/\W+/g, '-'));
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const start = () => startContainer({ directory, root, config, environment: { PORT: port, ...environment }, isNamed });
  const container = start();
  const image = makeImage(name, [100_000, 5_000_000]);
  try {
    await checks.check(`image with ${name}: ready on a root that can't be written`, () => untilReady(url, container));
    await checks.check(`image with ${name}: it is PID 1 and user ${config.User}`, () => {
      const status = readFileSync(`/proc/${container.pid()}/status`, 'utf8');
      const [, namespacePid] = /^NSpid:\t\d+\t(\d+)$/m.exec(status) ?? [];
      const [, user] = /^Uid:\t(\d+)/m.exec(status);
      const [, capabilities] = /^CapEff:\t(\w+)$/m.exec(status);
      if (namespacePid !== '1' || user !== config.User.split(':')[0] || !/^0+$/.test(capabilities))
        throw new Error(status);
    });
    await checks.check(`image with ${name}: its health check says ready`, () => container.run(config.Healthcheck.Test));
    await checks.check(`image with ${name}: a push and a pull`, async () => {
      await pushImage(url, 'deploy/image', 'v1', image);
      const problems = await findPullProblems(url, 'deploy/image', ['v1', image.digest], image);
      if (problems.length > 0) throw new Error(problems.join('\n'));
    });
    await checks.check(`image with ${name}: it stops at SIGTERM with exit code 0, and nothing is left`, () =>
      container.stop(),
    );
  } finally {
    container.kill();
  }
  const again = start();
  try {
    await checks.check(`image with ${name}: a new container on the same volume has what was pushed`, async () => {
      await untilReady(url, again);
      const problems = await findPullProblems(url, 'deploy/image', ['v1', image.digest], image);
      if (problems.length > 0) throw new Error(problems.join('\n'));
      await again.stop();
    });
  } finally {
    again.kill();
  }
}

/** What an engine does, as far as it matters here; what the image says of user, variables and entry point is taken from it. */
function startContainer({ directory, root, config, environment, isNamed }) {
  const volume = join(directory, 'volume');
  mkdirSync(volume, { recursive: true });
  const [user, group] = config.User.split(':').map(Number);
  chownSync(volume, user, group);
  const [mountPoint] = Object.keys(config.Volumes);
  const variables = [...config.Env, ...Object.entries(environment).map((pair) => pair.join('='))];
  const restrict = ['setpriv', `--reuid=${user}`, `--regid=${group}`, '--clear-groups', '--no-new-privs'];
  restrict.push('--bounding-set=-all', '--inh-caps=-all');
  const enter = ['chroot', root, 'env', '--ignore-environment', ...variables, ...restrict];
  const script = join(directory, 'enter.sh');
  writeFileSync(
    script,
    `set -e
mount --make-rprivate /
mount --bind ${root} ${root}
mount -o remount,ro,bind ${root}
mount -t proc proc ${root}/proc
mount --rbind /dev ${root}/dev
mount -t tmpfs tmpfs ${root}/tmp
mount --bind /etc/hosts ${root}/etc/hosts
mount --bind ${volume} ${root}${mountPoint}
${isNamed ? nameUser(root, restrict) : ''}exec "$@"
`,
  );
  const log = openSync(join(directory, 'log'), 'a');
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child'];
  const child = spawn('unshare', [...namespaces, 'sh', script, ...enter, ...config.Entrypoint], {
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  const pid = () => listProcessTree(child.pid)[1];
  return {
    pid,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    log: () => readFileSync(join(directory, 'log'), 'utf8').slice(-3000),
    run: ([, ...command]) => runCommand('nsenter', [`--target=${pid()}`, '--mount', '--pid', ...enter, ...command]),
    async stop() {
      const all = listProcessTree(child.pid);
      signal(pid(), 'SIGTERM');
      const code = await Promise.race([ended, sleep(40_000).then(() => 'still running after 40 s')]);
      if (code !== 0) throw new Error(`ended with ${code}:\n${this.log()}`);
      const left = await waitForEnd(all, 2);
      if (left.length > 0) throw new Error(`left behind: ${left}`);
    },
    kill() {
      for (const each of listProcessTree(child.pid)) if (isAlive(each)) signal(each, 'SIGKILL');
    },
  };
}

/** Runs the command of the chart's init container, and mounts the `/etc/passwd` that it writes. */
function nameUser(root, restrict) {
  const deployment = readFileSync(join(projectDirectory, 'deploy/helm/lading/templates/deployment.yaml'), 'utf8');
  const [, command] = /- '(.*\/run\/user-name\/passwd)'$/m.exec(deployment);
  return `mount -t tmpfs tmpfs ${root}/run
mkdir --mode=777 ${root}/run/user-name
chroot ${root} ${restrict.join(' ')} sh -c '${command}'
mount --bind ${root}/run/user-name/passwd ${root}/etc/passwd
`;
}

async function untilReady(url, container) {
  const deadline = Date.now() + 180_000;
  while (Date.now() < deadline && container.isRunning()) {
    const answer = await send('GET', `${url}/health/ready`).catch(() => undefined);
    if (answer?.status === 200) return;
    await sleep(200);
  }
  throw new Error(`not ready:\n${container.log()}`);
}
