import { Agent, createServer, request } from 'node:http';

/** An HTTP proxy before a registry that counts what passes: requests, and bytes of bodies in both directions. */
export async function startCountingProxy(target) {
  const agent = new Agent({ keepAlive: true });
  const counts = { requests: [], sent: 0, received: 0 };
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    counts.requests.push(`${method} ${url.split('?')[0]}`);
    const onward = request(new URL(url, target), { method, headers, agent });
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
  const listen = (port) => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address();
  const shut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
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
    /** Breaks every connection, and lets nobody in until it is mended. */
    cut: shut,
    mend: () => listen(port),
    async stop() {
      if (server.listening) await shut();
      agent.destroy();
    },
  };
}
