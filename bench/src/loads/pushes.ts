import type { Figures } from '../generator/figures.js';
import { generate } from '../generator/generate.js';
import type { Sizes } from '../options.js';
import { type Load, registries, type Turn } from './load.js';

/** How blobs are pushed. */
export interface PushSettings {
  readonly size: number;
  readonly connections: number;
  /** In one PUT if absent. */
  readonly chunkBytes?: number;
}

const smallBytes = 10 * 1024;
const pushesPerSecond: Pick<Load, 'unit' | 'better' | 'measure'> = {
  unit: 'pushes/s',
  better: 'more',
  measure: ({ requests, seconds }) => requests / seconds,
};

/** MB/s. */
export function rateOf({ bytes, seconds }: Figures): number {
  return bytes / 1e6 / seconds;
}

/**
 * Pushes large blobs that the registry has never seen, for some seconds.
 * @param id begins the seed of the blobs
 */
export function pushLargeBlobs(port: number, id: string, settings: PushSettings, turn: Turn): Promise<Figures> {
  const task = { kind: 'push', port, repository: 'pushed', seed: `${id}/${turn}`, ...settings } as const;
  // The warm-up reaches every process of a server.
  if (turn === 'warm-up') return generate({ ...task, connections: 2, count: 2 });
  return generate({ ...task, count: countOf(settings) });
}

/** The bytes that `pushLargeBlobs` pushes. */
export function bytesOf(settings: PushSettings): number {
  return settings.size * settings.connections * countOf(settings);
}

/** How many pushes each connection does, for a turn of some seconds. */
function countOf({ connections }: PushSettings): number {
  return connections === 1 ? 4 : 1;
}

/** Large blobs would fill the disk if they stayed, so each turn has its own folder. */
function largePush(id: string, title: string, settingsOf: (sizes: Sizes) => PushSettings, long = false): Load {
  return {
    id,
    title,
    subjects: registries,
    long,
    ownFolder: true,
    fills: (sizes) => bytesOf(settingsOf(sizes)),
    unit: 'MB/s',
    better: 'more',
    measure: rateOf,
    run: ({ server, sizes, turn }) => pushLargeBlobs(server.port, id, settingsOf(sizes), turn),
  };
}

function smallPush(id: string, title: string, settings: PushSettings): Load {
  return {
    id,
    title,
    subjects: registries,
    long: false,
    ...pushesPerSecond,
    run: ({ server: { port }, seconds, turn }) =>
      generate({ kind: 'push', port, repository: 'pushed', seed: `${id}/${turn}`, ...settings, seconds }),
  };
}

export const pushes: readonly Load[] = [
  smallPush('small-push-1', 'push of 10 KB, 1 at once', { size: smallBytes, connections: 1 }),
  smallPush('small-push-16', 'push of 10 KB, 16 at once', { size: smallBytes, connections: 16 }),
  smallPush('small-push-chunks-16', 'push of 10 KB by PATCH, 16 at once', {
    size: smallBytes,
    chunkBytes: smallBytes,
    connections: 16,
  }),
  largePush('large-push-1', 'push of 256 MiB, 1 at once', ({ largeBytes: size }) => ({ size, connections: 1 })),
  largePush(
    'large-push-chunks-1',
    'push of 256 MiB in chunks of 16 MiB, 1 at once',
    ({ largeBytes: size, chunkBytes }) => ({ size, chunkBytes, connections: 1 }),
  ),
  largePush(
    'large-push-16',
    'push of 256 MiB, 16 at once',
    ({ largeBytes: size }) => ({ size, connections: 16 }),
    true,
  ),
  largePush(
    'large-push-chunks-16',
    'push of 256 MiB in chunks of 16 MiB, 16 at once',
    ({ largeBytes: size, chunkBytes }) => ({ size, chunkBytes, connections: 16 }),
    true,
  ),
];

function putManifests(id: string, title: string, connections: number): Load {
  return {
    id,
    title,
    subjects: registries,
    ...pushesPerSecond,
    unit: 'PUTs/s',
    run: ({ server: { port }, seconds, turn }) =>
      generate({ kind: 'putManifests', port, repository: 'bench', seed: `${id}-${turn}`, connections, seconds }),
  };
}

/** New manifests of five layers, each with a new tag. */
export const manifestPushes: readonly Load[] = [
  putManifests('manifest-put-1', 'PUT of a manifest, 1 at once', 1),
  putManifests('manifest-put-16', 'PUT of a manifest, 16 at once', 16),
];
