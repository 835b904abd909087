import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from './free-port.js';
import { programOf } from './paths.js';
import { type RegistryProcess, startRegistry } from './registry-process.js';
import { startRoundRobin } from './round-robin.js';

/** `npm start` takes seconds, so the program is started directly. */
const command = [process.execPath, programOf('registry')];

export interface ReplicaOptions {
  /** Has the data directory and the logs; shared by replicas. */
  readonly directory: string;
  /** The name of the log. */
  readonly name: string;
  /** The port that it had before; a free one if absent. */
  readonly port?: number;
  readonly environment: NodeJS.ProcessEnv;
}

/** Starts one replica with one worker. */
export function startReplica({ directory, name, port, environment }: ReplicaOptions): Promise<RegistryProcess> {
  mkdirSync(directory, { recursive: true });
  return startRegistry({
    dataDirectory: join(directory, 'data'),
    logFile: join(directory, `${name}.log`),
    command,
    port,
    environment: { LADING_WORKERS: '1', ...environment },
  });
}

/** Replicas behind a load balancer. */
export interface Fleet {
  readonly host: string;
  readonly url: string;
  readonly replicas: RegistryProcess[];
  /** How many requests each port got. */
  served(): ReadonlyMap<number, number>;
  stop(): Promise<void>;
}

export interface FleetOptions extends Pick<ReplicaOptions, 'directory' | 'environment'> {
  readonly count: number;
}

/** Starts replicas on a shared database and storage, and a load balancer before them. */
export async function startReplicas({ directory, count, environment }: FleetOptions): Promise<Fleet> {
  const ports = await Promise.all(Array.from({ length: count }, findFreePort));
  const replicas = await Promise.all(
    ports.map((port, index) => startReplica({ directory, name: `replica-${index + 1}`, port, environment })),
  );
  const proxy = await startRoundRobin(ports);
  return {
    host: proxy.host,
    url: proxy.url,
    served: proxy.served,
    replicas,
    async stop() {
      await proxy.stop();
      await Promise.all(replicas.map((replica) => replica.stop()));
    },
  };
}
