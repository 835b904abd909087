import { generate } from '../generator/generate.mjs';

const subjects = ['lading', 'distribution-2', 'distribution-3', 'zot', 'nginx'];
const perSecond = { unit: 'MB/s', better: 'more', measure: ({ bytes, seconds }) => bytes / 1e6 / seconds };

/** Whole blobs over connections that live on; `count` of them on each, or as many as the time allows. */
function get(id, title, blobOf, { connections, count, long = false }) {
  const run = ({ server, content, seconds }) => {
    const { digest, size } = blobOf(content);
    const target = `/v2/bench/blobs/${digest}`;
    return generate({ kind: 'fetch', port: server.port, target, length: size, connections, count, seconds });
  };
  return { id, title, subjects, long, ...perSecond, run };
}

export const largeBlobs = [
  get('large-get-1', 'GET of 256 MiB, 1 at once', ({ large }) => large, { connections: 1 }),
  get('large-get-16', 'GET of 256 MiB, 16 at once', ({ large }) => large, { connections: 16 }),
  get('huge-get-1', 'GET of 2 GiB, 1 at once', ({ huge }) => huge, { connections: 1, count: 1 }),
  get('huge-get-16', 'GET of 2 GiB, 16 at once', ({ huge }) => huge, { connections: 16, count: 1, long: true }),
];
