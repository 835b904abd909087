import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandOptions, type CommandOutput, runCommand } from './run-command.js';

export const clientNames = ['crane', 'oras', 'regctl', 'skopeo'] as const;
export type ClientName = (typeof clientNames)[number];

/** What each client can do. */
export interface OciClient {
  push(layout: string, name: string, reference: string): Promise<unknown>;
  pull(reference: string, folder: string): Promise<unknown>;
  digest(reference: string): Promise<string>;
}

export interface OciClients {
  readonly pushAndPull: Readonly<Record<ClientName, OciClient>>;
  /** Runs a program with the settings of these clients. */
  execute(program: string, parameters: readonly string[], options?: CommandOptions): Promise<CommandOutput>;
  /** Runs a program. Resolves to its trimmed output. */
  readonly run: RunClient;
  /** Runs a command of skopeo. */
  skopeo(command: string, ...parameters: readonly string[]): Promise<string>;
}

export type RunClient = (program: string, ...parameters: readonly string[]) => Promise<string>;

/**
 * The clients that people use: push an OCI image layout, pull into a folder, tell a digest.
 * @param home has their settings, so nothing of this machine's user is read or changed
 * @param host the registry, which they reach without TLS
 */
export async function createClients(home: string, host: string): Promise<OciClients> {
  const docker = join(home, 'docker');
  mkdirSync(docker, { recursive: true });
  const env = { ...process.env, HOME: home, DOCKER_CONFIG: docker, XDG_RUNTIME_DIR: home };
  const execute: OciClients['execute'] = (program, parameters, options) =>
    runCommand(program, parameters, { seconds: 300, ...options, env: { ...env, ...options?.env } });
  const run: RunClient = async (program, ...parameters) => (await execute(program, parameters)).stdout.trim();
  const skopeo: OciClients['skopeo'] = (command, ...parameters) =>
    run('skopeo', '--insecure-policy', command, ...parameters);
  await run('regctl', 'registry', 'set', '--skip-check', '--tls', 'disabled', host);
  const pushAndPull = { crane: crane(run), oras: oras(run), regctl: regctl(run), skopeo: skopeoClient(skopeo) };
  return { execute, run, skopeo, pushAndPull };
}

function crane(run: RunClient): OciClient {
  return {
    push: (layout, _name, reference) => run('crane', 'push', layout, reference),
    pull: (reference, folder) => run('crane', 'pull', '--format=oci', reference, folder),
    digest: (reference) => run('crane', 'digest', reference),
  };
}

function oras(run: RunClient): OciClient {
  return {
    push: (layout, name, reference) =>
      run('oras', 'copy', '--no-tty', '--from-oci-layout', `${layout}:${name}`, '--to-plain-http', reference),
    pull: (reference, folder) =>
      run('oras', 'copy', '--no-tty', '--from-plain-http', reference, '--to-oci-layout', `${folder}:pulled`),
    async digest(reference) {
      const descriptor = await run('oras', 'manifest', 'fetch', '--plain-http', '--descriptor', reference);
      return (JSON.parse(descriptor) as { digest: string }).digest;
    },
  };
}

function regctl(run: RunClient): OciClient {
  return {
    push: (layout, name, reference) => run('regctl', 'image', 'copy', `ocidir://${layout}:${name}`, reference),
    pull: (reference, folder) => run('regctl', 'image', 'copy', reference, `ocidir://${folder}:pulled`),
    digest: (reference) => run('regctl', 'image', 'digest', reference),
  };
}

function skopeoClient(skopeo: OciClients['skopeo']): OciClient {
  const copy = ['--all', '--preserve-digests', '--src-tls-verify=false', '--dest-tls-verify=false'];
  return {
    push: (layout, name, reference) => skopeo('copy', ...copy, `oci:${layout}:${name}`, `docker://${reference}`),
    pull: (reference, folder) => skopeo('copy', ...copy, `docker://${reference}`, `dir:${folder}`),
    digest: (reference) => skopeo('inspect', '--tls-verify=false', '--format={{.Digest}}', `docker://${reference}`),
  };
}
