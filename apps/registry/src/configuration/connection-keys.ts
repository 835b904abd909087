import { key, wholeNumber } from './key-documentation.js';

const day = 86_400;
const gibibyte = 1024 ** 3;

/** Limits on the connections and the memory of each worker, and their timeouts. */
export const connections = {
  maximumConnections: key(
    'LADING_MAX_CONNECTIONS',
    wholeNumber(10, 1_000_000).default(10_000),
    'Connections that each worker holds at once. Further ones are answered with 503.',
  ),
  maximumConnectionsPerAddress: key(
    'LADING_MAX_CONNECTIONS_PER_ADDRESS',
    wholeNumber(10, 1_000_000).default(1_000),
    'Connections that one IPv4 address, or one IPv6 /64 network, may open to each worker. It does not apply to `LADING_TRUSTED_PROXIES`.',
  ),
  idleTimeoutSeconds: key(
    'LADING_IDLE_TIMEOUT',
    wholeNumber(1, day).default(300),
    'How long a transfer is kept in which nothing moves. A client that copies from a slow registry may pause for long.',
    { unit: 'seconds' },
  ),
  keepAliveSeconds: key(
    'LADING_KEEP_ALIVE_TIMEOUT',
    wholeNumber(1, day).default(120),
    'How long a connection is kept for its next request: longer than a proxy in front keeps it.',
    { unit: 'seconds' },
  ),
  headersTimeoutSeconds: key(
    'LADING_HEADERS_TIMEOUT',
    wholeNumber(1, 3600).default(20),
    'How long the head of a request may take to arrive.',
    { unit: 'seconds' },
  ),
  manifestTimeoutSeconds: key(
    'LADING_MANIFEST_TIMEOUT',
    wholeNumber(1, 3600).default(60),
    'How long the body of a manifest may take to arrive.',
    { unit: 'seconds' },
  ),
  manifestMemoryBytes: key(
    'LADING_MANIFEST_MEMORY_BYTES',
    wholeNumber(1024 ** 2, 64 * gibibyte).default(64 * 1024 ** 2),
    'Memory of each worker for the manifests that are being pushed, beyond the first 64 KiB of each. Above it the answer is 503. One manifest of `LADING_MAX_MANIFEST_BYTES` always fits.',
    { unit: 'bytes' },
  ),
};
