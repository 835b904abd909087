import type { Content, LargeBlob } from '../content.js';
import { generate } from '../generator/generate.js';
import { type Load, registries } from './load.js';

interface GetOptions {
  readonly connections: number;
  /** How many blobs each connection gets; as many as the time allows if absent. */
  readonly count?: number;
  readonly long?: boolean;
}

/** Whole blobs over connections that stay open. */
function get(
  id: string,
  title: string,
  blobOf: (content: Content) => LargeBlob,
  { connections, count, long = false }: GetOptions,
): Load {
  return {
    id,
    title,
    subjects: [...registries, 'nginx'],
    long,
    unit: 'MB/s',
    better: 'more',
    measure: ({ bytes, seconds }) => bytes / 1e6 / seconds,
    run({ server: { port }, content, seconds }) {
      const { digest, size: length } = blobOf(content);
      const target = `/v2/bench/blobs/${digest}`;
      return generate({ kind: 'fetch', port, target, length, connections, count, seconds });
    },
  };
}

export const largeBlobs: readonly Load[] = [
  get('large-get-1', 'GET of 256 MiB, 1 at once', ({ large }) => large, { connections: 1 }),
  get('large-get-16', 'GET of 256 MiB, 16 at once', ({ large }) => large, { connections: 16 }),
  get('huge-get-1', 'GET of 2 GiB, 1 at once', ({ huge }) => huge, { connections: 1, count: 1 }),
  get('huge-get-16', 'GET of 2 GiB, 16 at once', ({ huge }) => huge, { connections: 16, count: 1, long: true }),
];
