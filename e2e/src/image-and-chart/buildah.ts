import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDirectory } from '../harness/paths.js';
import { runCommand } from '../harness/run-command.js';

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const certificates = '/etc/ssl/certs/ca-certificates.crt';

/** The settings that the image gives to a container. */
export interface ImageSettings {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Volumes: Readonly<Record<string, unknown>>;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

/** buildah with a store of its own. */
export class Buildah {
  readonly #work: string;

  constructor(work: string) {
    this.#work = work;
  }

  /** Resolves to the trimmed output. */
  async run(parameters: readonly string[], seconds = 300): Promise<string> {
    const store = ['--root', join(this.#work, 'store'), '--runroot', join(this.#work, 'run')];
    const env = { ...process.env, BUILDAH_ISOLATION: 'chroot', STORAGE_DRIVER: 'overlay' };
    return (await runCommand('buildah', [...store, ...parameters], { env, seconds })).stdout.trim();
  }

  /** Makes a base like the one in the Dockerfile: Debian from its mirror, and the same version of Node.js. */
  async makeBase(name: string): Promise<void> {
    const container = await this.run(['from', 'scratch']);
    await this.run(['add', container, await this.#makeDebian(), '/']);
    await this.run(['copy', container, await this.#installNode(), '/usr/local/bin/node']);
    await this.run(['copy', container, await this.#copyNpm(), '/usr/local/lib/node_modules/npm']);
    // Where this machine reaches the network through a proxy, the build has to trust it too.
    await this.run(['copy', container, certificates, certificates]);
    const set = [
      'ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm',
      'groupadd --gid 1000 node',
      'useradd --uid 1000 --gid 1000 --create-home node',
    ];
    await this.run(['run', container, '--', 'sh', '-c', set.join(' && ')]);
    await this.run(['config', '--env', `PATH=${path}`, '--env', `NODE_EXTRA_CA_CERTS=${certificates}`, container]);
    await this.run(['commit', '--rm', container, name]);
  }

  async buildDockerfile(base: string, name: string): Promise<void> {
    const options = ['--network', 'host', '--layers=false', '--format', 'docker', '--build-arg', `NODE_IMAGE=${base}`];
    await this.run(['bud', ...options, '--tag', name, projectDirectory], 900);
  }

  async readSettings(name: string): Promise<ImageSettings> {
    const inspected = await this.run(['inspect', '--type', 'image', name]);
    return (JSON.parse(inspected) as { Docker: { config: ImageSettings } }).Docker.config;
  }

  async #makeDebian(): Promise<string> {
    const archive = join(this.#work, 'debian.tar');
    const parameters = ['--variant=minbase', '--include=ca-certificates', 'bookworm', archive];
    await runCommand('mmdebstrap', parameters, { seconds: 600 });
    return archive;
  }

  async #installNode(): Promise<string> {
    const dockerfile = readFileSync(join(projectDirectory, 'Dockerfile'), 'utf8');
    const base = /^ARG NODE_IMAGE=\S+\/node:(\d+\.\d+\.\d+)-bookworm-slim@sha256:[0-9a-f]{64}$/m.exec(dockerfile);
    if (base === null) throw new Error('the Dockerfile names no base that is pinned');
    const print = ['--yes', '--package', `node@${base[1]}`, '--', 'node', '-p', 'process.execPath'];
    return (await runCommand('npx', print, { cwd: this.#work })).stdout.trim();
  }

  async #copyNpm(): Promise<string> {
    const npm = join(this.#work, 'npm');
    const modules = (await runCommand('npm', ['root', '--global'])).stdout.trim();
    cpSync(join(modules, 'npm'), npm, { recursive: true });
    return npm;
  }
}
