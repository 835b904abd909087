import { createServer, request } from 'node:http';

/**
 * An HTTP proxy before a registry that counts what passes: requests, and bytes of bodies in both directions. Each request has
 * a connection of its own to the registry, since one that is kept may be closed there just when the next request is sent.
 */
export async function startCountingProxy(target) {
  const counts = { requests: [], sent: 0, received: 0 };
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    counts.requests.push(`${method} ${url.split('?')[0]}`);
    const onward = request(new URL(url, target), { method, headers, agent: false });
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode, answer.rawHeaders);
      answer.on('data', (chunk) => (counts.received += chunk.length));
      answer.on('error', () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => outgoing.writableFinished || onward.destroy());
    incoming.on('data', (chunk) => (counts.sent += chunk.length));
    incoming.pipe(onward);
  });
  let isCut = false;
  server.on('connection', (socket) => {
    if (isCut) socket.destroy();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  return {
    host: `127.0.0.1:${port}`,
    /** What passed since the last call. */
    take: () => {
      const taken = {
        ...counts,
        blobs: counts.requests.filter((line) => /^(GET|PUT|PATCH|POST) .*\/blobs\//.test(line)),
      };
      Object.assign(counts, { requests: [], sent: 0, received: 0 });
      return taken;
    },
    bytes: () => counts.sent + counts.received,
    /** Breaks every connection, and lets nobody in until it is mended. It keeps its port, which another could take. */
    cut() {
      isCut = true;
      server.closeAllConnections();
    },
    mend() {
      isCut = false;
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
