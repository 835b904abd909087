import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from './free-port.mjs';
import { projectDirectory } from './paths.mjs';
import { startRegistry } from './registry-process.mjs';
import { startRoundRobin } from './round-robin.mjs';

/** Without npm between, which takes seconds for each; one process each, since there are several. */
const command = [process.execPath, join(projectDirectory, 'apps/registry/dist/main.js')];

/** Starts one replica; again on the same port if it is given one that was there before. */
export function startReplica({ directory, name, port, environment, ...options }) {
  mkdirSync(directory, { recursive: true });
  return startRegistry({
    dataDirectory: join(directory, 'data'),
    logFile: join(directory, `${name}.log`),
    command,
    port,
    environment: { LADING_WORKERS: '1', ...environment },
    ...options,
  });
}

/** Several replicas that start together on what they share, and a load balancer before them. */
export async function startReplicas({ directory, count, environment }) {
  const ports = await Promise.all(Array.from({ length: count }, findFreePort));
  const replicas = await Promise.all(
    ports.map((port, index) => startReplica({ directory, name: `replica-${index + 1}`, port, environment })),
  );
  const proxy = await startRoundRobin(() => ports);
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
