import { createServer, request } from 'node:http';
import { closeServer, listenOnLoopback } from './loopback.js';

/** What passed through a proxy. */
export interface Passed {
  /** The method and path of each request. */
  readonly requests: readonly string[];
  /** Those that transfer a blob. */
  readonly blobs: readonly string[];
  /** Bytes of bodies to the registry. */
  readonly sent: number;
  /** Bytes of bodies from the registry. */
  readonly received: number;
}

export interface CountingProxy {
  readonly host: string;
  /** What passed since the last call. */
  take(): Passed;
  /** The bytes of bodies in both directions since the last `take`. */
  bytes(): number;
  /** Closes every connection, and every new one until `mend`. The proxy keeps its port. */
  cut(): void;
  mend(): void;
  stop(): Promise<void>;
}

/**
 * Starts an HTTP proxy before a registry that counts requests and bytes. Each request has a new connection to the registry,
 * because the registry may close a kept connection just when the next request is sent.
 */
export async function startCountingProxy(target: string): Promise<CountingProxy> {
  let counts = noCounts();
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    const { method, url = '/', headers } = incoming;
    counts.requests.push(`${method} ${url.split('?')[0]}`);
    const onward = request(new URL(url, target), { method, headers, agent: false });
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.on('data', (chunk: Buffer) => {
        counts.received += chunk.length;
      });
      answer.on('error', () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => outgoing.writableFinished || onward.destroy());
    incoming.on('data', (chunk: Buffer) => {
      counts.sent += chunk.length;
    });
    incoming.pipe(onward);
  });
  let isCut = false;
  server.on('connection', (socket) => {
    if (isCut) socket.destroy();
  });
  const port = await listenOnLoopback(server);
  return {
    host: `127.0.0.1:${port}`,
    take() {
      const taken = counts;
      counts = noCounts();
      return { ...taken, blobs: taken.requests.filter(transfersBlob) };
    },
    bytes: () => counts.sent + counts.received,
    cut() {
      isCut = true;
      server.closeAllConnections();
    },
    mend() {
      isCut = false;
    },
    stop: () => closeServer(server),
  };
}

function noCounts() {
  return { requests: [] as string[], sent: 0, received: 0 };
}

function transfersBlob(request: string): boolean {
  return /^(GET|PUT|PATCH|POST) .*\/blobs\//.test(request);
}
