import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { pipeline } from 'node:stream';
import { closeServer, listenOnLoopback } from './loopback.js';

export interface RoundRobin {
  readonly host: string;
  readonly url: string;
  /** How many requests each port got. */
  served(): ReadonlyMap<number, number>;
  stop(): Promise<void>;
}

/**
 * Starts a plain load balancer: each request goes to the next port over a new connection. Only a request whose connection
 * was refused goes to another port, because none of it was sent.
 */
export async function startRoundRobin(ports: readonly number[]): Promise<RoundRobin> {
  const balancer = new Balancer(ports);
  const answer = (request: IncomingMessage, response: ServerResponse) =>
    balancer.forward(request, response, ports.length);
  const settings = { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 120_000, maxHeaderSize: 65_536 };
  const server = createServer(settings, answer);
  server.on('checkContinue', answer);
  const host = `127.0.0.1:${await listenOnLoopback(server)}`;
  return { host, url: `http://${host}`, served: () => balancer.served, stop: () => closeServer(server) };
}

class Balancer {
  readonly served = new Map<number, number>();
  readonly #ports: readonly number[];
  #turn = 0;

  constructor(ports: readonly number[]) {
    this.#ports = ports;
  }

  forward(request: IncomingMessage, response: ServerResponse, tries: number): void {
    const port = this.#nextPort();
    const { method, url: path, rawHeaders: headers } = request;
    const onward = send({ host: '127.0.0.1', port, method, path, headers, agent: false, setHost: false });
    onward.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' && tries > 1) this.forward(request, response, tries - 1);
      else giveUp(request, response);
    });
    onward.once('socket', (socket) =>
      socket.once('connect', () => {
        this.served.set(port, (this.served.get(port) ?? 0) + 1);
        if (!hasBody(request)) onward.end();
        else request.pipe(onward);
      }),
    );
    onward.on('continue', () => response.writeContinue());
    onward.on('response', (incoming) => {
      // An answer may come before the end of the body. The rest of the body is still read: if the connection were closed,
      // a client that has not read the answer yet would see a broken pipe.
      request.unpipe(onward);
      request.resume();
      passOn(incoming, response);
    });
    response.on('close', () => onward.destroy());
  }

  #nextPort(): number {
    const port = this.#ports[this.#turn++ % this.#ports.length];
    if (port === undefined) throw new Error('a load balancer needs a port');
    return port;
  }
}

function passOn(incoming: IncomingMessage, response: ServerResponse): void {
  response.sendDate = false;
  response.writeHead(incoming.statusCode ?? 502, incoming.statusMessage, withoutHops(incoming.rawHeaders));
  pipeline(incoming, response, () => {});
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** The replica died or closed the connection: 502, or a closed connection if the answer has begun. */
function giveUp(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  if (response.headersSent) response.destroy();
  else if (!response.destroyed) response.writeHead(502, { 'content-length': 0 }).end();
}

/** Name and value alternate. */
function withoutHops(rawHeaders: readonly string[]): string[] {
  const isHop = (name: string) => /^(?:connection|keep-alive|transfer-encoding)$/i.test(name);
  return rawHeaders.filter((_, index) => !isHop(rawHeaders[index - (index % 2)] ?? ''));
}
