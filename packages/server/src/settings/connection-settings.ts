import { numberSetting } from '@lading/core';

const day = 86_400;

/** The settings of connections, which are options of `createRegistryAdapter`. */
export const connectionSettings = {
  maximumConnections: numberSetting({
    default: 10_000,
    least: 1,
    most: 1_000_000,
    description: 'Connections that each process holds at once. Further ones are answered with 503.',
  }),
  maximumConnectionsPerAddress: numberSetting({
    default: 1_000,
    least: 1,
    most: 1_000_000,
    description:
      'Connections that one IPv4 address, or one IPv6 /64 network, may open to each process. Proxies that are trusted may open more.',
  }),
  // A client that copies from a slow registry may send nothing for long (https://github.com/containers/image/issues/1083).
  idleTimeoutSeconds: numberSetting({
    default: 300,
    least: 1,
    most: day,
    unit: 'seconds',
    description:
      'How long a transfer is kept in which nothing moves. A client that copies from a slow registry may pause for long.',
  }),
  keepAliveTimeoutSeconds: numberSetting({
    default: 120,
    least: 1,
    most: day,
    unit: 'seconds',
    description: 'How long a connection is kept for its next request: longer than a proxy in front keeps it.',
  }),
  headersTimeoutSeconds: numberSetting({
    default: 20,
    least: 1,
    most: 3600,
    unit: 'seconds',
    description: 'How long the head of a request may take to arrive.',
  }),
};
