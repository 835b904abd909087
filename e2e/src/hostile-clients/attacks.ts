/** What each connection of an attack sends. It reads no answer. */
export interface Attack {
  readonly name: string;
  readonly connections: number;
  /** @param blob the digest of a stored blob */
  bytes(blob: string): readonly (string | Buffer)[];
}

export const attacks: readonly Attack[] = [
  {
    name: 'pipelined pulls that nobody reads',
    connections: 10,
    bytes: (blob) => [`GET /v2/hostile/blobs/${blob} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(2500)],
  },
  {
    name: 'pipelined requests for the version',
    connections: 10,
    bytes: () => ['GET /v2/ HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20_000)],
  },
  {
    name: 'downloads that nobody reads',
    connections: 300,
    bytes: (blob) => [`GET /v2/hostile/blobs/${blob} HTTP/1.1\r\nHost: a\r\n\r\n`],
  },
  {
    name: 'large manifests that do not end',
    connections: 60,
    bytes: () => [put('Content-Length: 4194304'), Buffer.alloc(4_194_303)],
  },
  {
    name: 'manifests in chunks of one byte',
    connections: 20,
    bytes: () => [put('Transfer-Encoding: chunked'), chunksOfOneByte(1_000_000)],
  },
  {
    name: 'chunks of one byte after large ones',
    connections: 20,
    bytes: () => [
      put('Transfer-Encoding: chunked'),
      '100000\r\n',
      Buffer.alloc(1024 ** 2),
      '\r\n',
      chunksOfOneByte(500_000),
    ],
  },
  {
    name: 'chunks of one byte behind a refusal',
    connections: 20,
    bytes: () => [put('Transfer-Encoding: chunked', 'NOT-A-NAME'), chunksOfOneByte(1_000_000)],
  },
  {
    name: 'chunks of one byte behind many header fields',
    connections: 20,
    bytes: () => [put(`${'a: b\r\n'.repeat(1200)}Transfer-Encoding: chunked`), chunksOfOneByte(1_000_000)],
  },
];

function put(field: string, repository = 'hostile'): string {
  return `PUT /v2/${repository}/manifests/x HTTP/1.1\r\nHost: a\r\n${field}\r\n\r\n`;
}

function chunksOfOneByte(count: number): string {
  return '1\r\nx\r\n'.repeat(count);
}
