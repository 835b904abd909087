import { generate } from '../generator/generate.mjs';

const subjects = ['lading', 'distribution-2', 'distribution-3', 'zot'];
const bytesPerSecond = { unit: 'MB/s', better: 'more', measure: ({ bytes, seconds }) => bytes / 1e6 / seconds };
const pushesPerSecond = { unit: 'pushes/s', better: 'more', measure: ({ requests, seconds }) => requests / seconds };

/** Every push brings bytes that the registry has never seen; large ones would fill the disk if they stayed. */
export function push(id, title, taskOf, { long = false, isSmall = false }) {
  const run = ({ server, sizes, seconds, turn }) => {
    const task = { kind: 'push', port: server.port, repository: 'pushed', seed: `${id}/${turn}`, ...taskOf(sizes) };
    if (isSmall) return generate({ ...task, seconds });
    // The warm-up reaches every process of a server; what is measured takes seconds.
    return generate(turn === 'warm-up' ? { ...task, connections: 2, count: 2 } : { ...task, count: countOf(task) });
  };
  if (isSmall) return { id, title, subjects, long, ...pushesPerSecond, run };
  const fills = (sizes) => {
    const task = taskOf(sizes);
    return task.size * task.connections * countOf(task);
  };
  return { id, title, subjects, long, ownFolder: true, fills, ...bytesPerSecond, run };
}

/** How many pushes each connection does, so that a turn takes seconds. */
const countOf = ({ connections }) => (connections === 1 ? 4 : 1);

const small = { isSmall: true };
const smallBytes = 10 * 1024;

export const pushes = [
  push('small-push-1', 'push of 10 KB, 1 at once', () => ({ size: smallBytes, connections: 1 }), small),
  push('small-push-16', 'push of 10 KB, 16 at once', () => ({ size: smallBytes, connections: 16 }), small),
  push(
    'small-push-chunks-16',
    'push of 10 KB by PATCH, 16 at once',
    () => ({ size: smallBytes, chunkBytes: smallBytes, connections: 16 }),
    small,
  ),
  push('large-push-1', 'push of 256 MiB, 1 at once', ({ largeBytes }) => ({ size: largeBytes, connections: 1 }), {}),
  push(
    'large-push-chunks-1',
    'push of 256 MiB in chunks of 16 MiB, 1 at once',
    ({ largeBytes, chunkBytes }) => ({ size: largeBytes, chunkBytes, connections: 1 }),
    {},
  ),
  push('large-push-16', 'push of 256 MiB, 16 at once', ({ largeBytes }) => ({ size: largeBytes, connections: 16 }), {
    long: true,
  }),
  push(
    'large-push-chunks-16',
    'push of 256 MiB in chunks of 16 MiB, 16 at once',
    ({ largeBytes, chunkBytes }) => ({ size: largeBytes, chunkBytes, connections: 16 }),
    { long: true },
  ),
];

function putManifests(id, title, connections) {
  const run = ({ server, seconds, turn }) =>
    generate({
      kind: 'putManifests',
      port: server.port,
      repository: 'bench',
      seed: `${id}-${turn}`,
      connections,
      seconds,
    });
  return { id, title, subjects, ...pushesPerSecond, unit: 'PUTs/s', run };
}

/** New manifests of five layers, each with a new tag. */
export const manifestPushes = [
  putManifests('manifest-put-1', 'PUT of a manifest, 1 at once', 1),
  putManifests('manifest-put-16', 'PUT of a manifest, 16 at once', 16),
];
