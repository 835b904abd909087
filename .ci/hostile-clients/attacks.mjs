/** The attacks by name: the number of connections, and what each of them sends. None reads the answers. */
export const attacks = {
  'pipelined pulls that nobody reads': {
    connections: 10,
    bytes: ({ blob }) => [`GET /v2/hostile/blobs/${blob} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(2500)],
  },
  'pipelined requests for the version': {
    connections: 10,
    bytes: () => ['GET /v2/ HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20_000)],
  },
  'downloads that nobody reads': {
    connections: 300,
    bytes: ({ blob }) => [`GET /v2/hostile/blobs/${blob} HTTP/1.1\r\nHost: a\r\n\r\n`],
  },
  'large manifests that do not end': {
    connections: 60,
    bytes: () => [put('Content-Length: 4194304'), Buffer.alloc(4_194_303)],
  },
  'manifests in chunks of one byte': {
    connections: 20,
    bytes: () => [put('Transfer-Encoding: chunked'), '1\r\nx\r\n'.repeat(1_000_000)],
  },
  'chunks of one byte after large ones': {
    connections: 20,
    bytes: () => [
      put('Transfer-Encoding: chunked'),
      '100000\r\n',
      Buffer.alloc(1024 ** 2),
      '\r\n',
      '1\r\nx\r\n'.repeat(500_000),
    ],
  },
  'chunks of one byte behind a refusal': {
    connections: 20,
    bytes: () => [put('Transfer-Encoding: chunked', 'NOT-A-NAME'), '1\r\nx\r\n'.repeat(1_000_000)],
  },
  'chunks of one byte behind many header fields': {
    connections: 20,
    bytes: () => [put(`${'a: b\r\n'.repeat(1200)}Transfer-Encoding: chunked`), '1\r\nx\r\n'.repeat(1_000_000)],
  },
};

function put(field, repository = 'hostile') {
  return `PUT /v2/${repository}/manifests/x HTTP/1.1\r\nHost: a\r\n${field}\r\n\r\n`;
}
