import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from './free-port.js';
import { type RegistryProcess, startRegistry } from './registry-process.js';
import { runCommand } from './run-command.js';

/** The program of Docker's Distribution: version 2 as Debian packs it, and version 3. */
export type DistributionProgram = 'docker-registry' | 'registry';

export interface DistributionOptions {
  /** Has its configuration, its log and, without `storage`, its blobs. */
  readonly directory: string;
  /** The storage driver of its configuration; a folder if absent. */
  readonly storage?: Readonly<Record<string, unknown>>;
  /** The part `auth` of its configuration. */
  readonly auth?: Readonly<Record<string, unknown>> | undefined;
}

/** Starts a Distribution registry that allows deletions. */
export async function startDistribution(
  program: DistributionProgram,
  { directory, storage, auth }: DistributionOptions,
): Promise<RegistryProcess> {
  mkdirSync(join(directory, 'blobs'), { recursive: true });
  const port = await findFreePort();
  const configuration = {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { ...(storage ?? { filesystem: { rootdirectory: join(directory, 'blobs') } }), delete: { enabled: true } },
    http: { addr: `127.0.0.1:${port}` },
    ...(auth === undefined ? {} : { auth }),
  };
  // JSON is YAML.
  const file = join(directory, 'configuration.yml');
  writeFileSync(file, JSON.stringify(configuration));
  return startRegistry({
    command: [program, 'serve', file],
    dataDirectory: join(directory, 'data'),
    logFile: join(directory, 'registry.log'),
    environment: { OTEL_TRACES_EXPORTER: 'none' },
    port,
    readyStatuses: auth === undefined ? [200] : [401],
  });
}

/** What `--version` prints. */
export async function readVersion(program: DistributionProgram): Promise<string> {
  return (await runCommand(program, ['--version'])).stdout.trim();
}
