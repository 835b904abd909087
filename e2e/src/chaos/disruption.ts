import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnDatabase } from '../harness/database.js';
import type { RegistryProcess } from '../harness/registry-process.js';
import { startReplica } from '../harness/replicas.js';

/** The parts that are disrupted. `replicas` always has those that run. */
export interface Disrupted {
  readonly replicas: RegistryProcess[];
  readonly database: OwnDatabase;
  /** Has what the replicas share. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

export interface Disruptions {
  readonly kills: number;
  readonly restarts: number;
  readonly slowestRestartSeconds: number;
}

/**
 * Kills replicas and restarts PostgreSQL, one at a time with a pause between: crane gives up after three tries within about
 * four seconds.
 */
export async function disrupt(disrupted: Disrupted, isOver: () => boolean): Promise<Disruptions> {
  let kills = 0;
  const restarts: number[] = [];
  for (let turn = 0; !isOver(); turn += 1) {
    await sleep(5000 + Math.random() * 4000);
    if (turn % 4 === 1) {
      restarts.push(await restart(disrupted.database));
    } else {
      await killReplica(disrupted, turn % disrupted.replicas.length);
      kills += 1;
    }
  }
  return { kills, restarts: restarts.length, slowestRestartSeconds: Math.max(0, ...restarts) };
}

async function killReplica({ replicas, directory, environment }: Disrupted, index: number): Promise<void> {
  const replica = replicas[index];
  if (replica === undefined) throw new Error(`there is no replica ${index}`);
  await replica.crash({ postgres: false });
  await sleep(Math.random() * 2000);
  const { port } = replica;
  replicas[index] = await startReplica({ directory, name: `replica-${index + 1}`, port, environment });
}

/** Resolves to the seconds that it took. */
async function restart(database: OwnDatabase): Promise<number> {
  const begun = performance.now();
  await database.stop();
  await database.start();
  return (performance.now() - begun) / 1000;
}
