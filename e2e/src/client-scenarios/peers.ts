import { join } from 'node:path';
import { startDistribution } from '../harness/distribution.js';
import { type RegistryProcess, startRegistry } from '../harness/registry-process.js';

/** What a registry can do beyond what all of them can. */
export interface Abilities {
  readonly referrers: boolean;
  readonly deleteTags: boolean;
}

export interface Peer {
  readonly name: string;
  readonly can: Abilities;
  start(work: string): Promise<RegistryProcess>;
}

/**
 * The registries of the scenarios. `CLIENT_SCENARIOS_PEER` is the command of another one, which starts from `PORT` and
 * `LADING_DATA_DIR`; `CLIENT_SCENARIOS_CANNOT` lists what it lacks: `referrers,deleteTags`.
 */
export const peers: readonly Peer[] = [
  {
    name: 'Lading',
    can: { referrers: true, deleteTags: true },
    start: (work) => startRegistry({ dataDirectory: join(work, 'data') }),
  },
  {
    name: 'Distribution v2',
    can: { referrers: false, deleteTags: false },
    start: (directory) => startDistribution('docker-registry', { directory }),
  },
  {
    name: 'Distribution v3',
    can: { referrers: false, deleteTags: true },
    start: (directory) => startDistribution('registry', { directory }),
  },
  ...otherPeer(process.env.CLIENT_SCENARIOS_PEER, process.env.CLIENT_SCENARIOS_CANNOT?.split(',') ?? []),
];

function otherPeer(command: string | undefined, cannot: readonly string[]): Peer[] {
  if (command === undefined) return [];
  const can = { referrers: !cannot.includes('referrers'), deleteTags: !cannot.includes('deleteTags') };
  const start = (work: string) => startRegistry({ dataDirectory: join(work, 'data'), command: command.split(' ') });
  return [{ name: command, can, start }];
}
