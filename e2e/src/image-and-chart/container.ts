import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectDirectory } from '../harness/paths.js';
import { isAlive, listProcessTree, signal, waitForEnd } from '../harness/process-tree.js';
import { runCommand } from '../harness/run-command.js';
import type { ImageSettings } from './buildah.js';

export interface ContainerOptions {
  /** Has the volume and the log. */
  readonly directory: string;
  /** The root file system of the image. */
  readonly root: string;
  readonly settings: ImageSettings;
  readonly environment: Readonly<Record<string, string>>;
  /** Gives the user an entry in `/etc/passwd`, as the chart does. */
  readonly isNamed: boolean;
}

/**
 * Runs an image without a container engine: in its own namespaces of processes and mounts, as the user of the image, without
 * capabilities, and with a read-only root.
 */
export class Container {
  readonly #logFile: string;
  readonly #enter: readonly string[];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(options: ContainerOptions) {
    const { directory, root, settings, environment } = options;
    const [user, group] = settings.User.split(':').map(Number);
    if (user === undefined || group === undefined) throw new Error(`the user is ${settings.User}`);
    const volume = join(directory, 'volume');
    mkdirSync(volume, { recursive: true });
    chownSync(volume, user, group);
    const variables = [...settings.Env, ...Object.entries(environment).map((pair) => pair.join('='))];
    const restrict = restrictTo(user, group);
    this.#enter = ['chroot', root, 'env', '--ignore-environment', ...variables, ...restrict];
    const script = join(directory, 'enter.sh');
    writeFileSync(script, mountScript(options, volume, restrict));
    this.#logFile = join(directory, 'log');
    const log = openSync(this.#logFile, 'a');
    const namespaces = ['--mount', '--pid', '--fork', '--kill-child'];
    this.#child = spawn('unshare', [...namespaces, 'sh', script, ...this.#enter, ...settings.Entrypoint], {
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#ended = once(this.#child, 'exit').then(([code]) => code as number | null);
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The first process of the image, by its id outside. */
  get pid(): number {
    const [, pid] = listProcessTree(this.#child.pid);
    if (pid === undefined) throw new Error(`it does not run:\n${this.readLog()}`);
    return pid;
  }

  readLog(): string {
    return readFileSync(this.#logFile, 'utf8').slice(-3000);
  }

  /** Runs a command inside, in the form of a health check: `CMD` and the command. */
  run([, ...command]: readonly string[]) {
    const parameters = [`--target=${this.pid}`, '--mount', '--pid', ...this.#enter, ...command];
    return runCommand('nsenter', parameters);
  }

  /** @throws {Error} if it does not end with 0 within 40 s of SIGTERM, or leaves processes behind */
  async stop(): Promise<void> {
    const all = listProcessTree(this.#child.pid);
    signal(this.pid, 'SIGTERM');
    const code = await Promise.race([this.#ended, sleep(40_000, 'still running after 40 s')]);
    if (code !== 0) throw new Error(`ended with ${code}:\n${this.readLog()}`);
    const left = await waitForEnd(all, 2);
    if (left.length > 0) throw new Error(`left behind: ${left}`);
  }

  kill(): void {
    for (const pid of listProcessTree(this.#child.pid)) if (isAlive(pid)) signal(pid, 'SIGKILL');
  }
}

function restrictTo(user: number, group: number): string[] {
  const ids = [`--reuid=${user}`, `--regid=${group}`, '--clear-groups'];
  return ['setpriv', ...ids, '--no-new-privs', '--bounding-set=-all', '--inh-caps=-all'];
}

/** A script that mounts what an engine mounts, and becomes the command that it is given. */
function mountScript(
  { root, settings, isNamed }: ContainerOptions,
  volume: string,
  restrict: readonly string[],
): string {
  const [mountPoint] = Object.keys(settings.Volumes);
  return `set -e
mount --make-rprivate /
mount --bind ${root} ${root}
mount -o remount,ro,bind ${root}
mount -t proc proc ${root}/proc
mount --rbind /dev ${root}/dev
mount -t tmpfs tmpfs ${root}/tmp
mount --bind /etc/hosts ${root}/etc/hosts
mount --bind ${volume} ${root}${mountPoint}
${isNamed ? nameUser(root, restrict) : ''}exec "$@"
`;
}

/** Runs the command of the chart's init container, and mounts the `/etc/passwd` that it writes. */
function nameUser(root: string, restrict: readonly string[]): string {
  const deployment = readFileSync(join(projectDirectory, 'deploy/helm/lading/templates/deployment.yaml'), 'utf8');
  const [, command] = /- '(.*\/run\/user-name\/passwd)'$/m.exec(deployment) ?? [];
  if (command === undefined) throw new Error('the chart has no command that names the user');
  return `mount -t tmpfs tmpfs ${root}/run
mkdir --mode=777 ${root}/run/user-name
chroot ${root} ${restrict.join(' ')} sh -c '${command}'
mount --bind ${root}/run/user-name/passwd ${root}/etc/passwd
`;
}
