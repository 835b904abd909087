import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { pipeline } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeServer, listenOnLoopback } from './loopback.js';

/**
 * What goes wrong: 503 SlowDown; 500; 500 for a request that was carried out; a late answer; a connection that breaks in
 * the middle of an answer.
 */
type Fault = 'busy' | 'broken' | 'forgetful' | 'slow' | 'cut';

/** The probability of each fault. In a bad moment `busy` is much more probable. */
const usual: Readonly<Record<Fault, number>> = { busy: 0.03, broken: 0.02, forgetful: 0.02, slow: 0.05, cut: 0.01 };
const badMoment = { everyMilliseconds: 20_000, milliseconds: 1000, busy: 0.6 };

export interface FaultyS3 {
  readonly endpoint: string;
  /** How many requests there were, and how many of them met each fault. */
  readonly counts: Readonly<Record<Fault | 'requests', number>>;
  /** Ends the faults. */
  calm(): void;
  stop(): Promise<void>;
}

/** Starts a proxy before an S3 server that answers as S3 does on a bad day. */
export async function startFaultyS3(endpoint: string): Promise<FaultyS3> {
  const faults = new Faults();
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    void answer(endpoint, faults, request, response);
  });
  const port = await listenOnLoopback(server);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    counts: faults.counts,
    calm: () => faults.end(),
    stop: () => closeServer(server),
  };
}

/** Decides which request meets which fault. */
class Faults {
  readonly counts = { requests: 0, busy: 0, broken: 0, forgetful: 0, slow: 0, cut: 0 };
  readonly #started = Date.now();
  readonly #spared = new Set<string>();
  #isOver = false;

  end(): void {
    this.#isOver = true;
  }

  /**
   * A client that a redirect sent here meets one fault at most for each URL: it tries three times only, and in minutes at
   * these rates some would fail by chance alone.
   */
  happens(fault: Fault, { url = '' }: IncomingMessage): boolean {
    if (this.#isOver || this.#spared.has(url)) return false;
    const isHit = Math.random() < this.#probabilityOf(fault);
    if (isHit) this.counts[fault] += 1;
    if (isHit && url.includes('X-Amz-Signature=')) this.#spared.add(url);
    return isHit;
  }

  #probabilityOf(fault: Fault): number {
    const { everyMilliseconds, milliseconds, busy } = badMoment;
    const isBadMoment = (Date.now() - this.#started) % everyMilliseconds > everyMilliseconds - milliseconds;
    return fault === 'busy' && isBadMoment ? busy : usual[fault];
  }
}

async function answer(endpoint: string, faults: Faults, request: IncomingMessage, response: ServerResponse) {
  faults.counts.requests += 1;
  request.on('error', () => {});
  response.on('error', () => {});
  if (faults.happens('busy', request)) return refuse(request, response, 503, 'SlowDown');
  if (faults.happens('broken', request)) return refuse(request, response, 500, 'InternalError');
  if (faults.happens('slow', request)) await sleep(200 + Math.random() * 1500);
  forward(endpoint, faults, request, response);
}

function forward(endpoint: string, faults: Faults, request: IncomingMessage, response: ServerResponse): void {
  const { hostname: host, port } = new URL(endpoint);
  const { method, url: path, rawHeaders: headers } = request;
  const onward = send({ host, port, method, path, headers, agent: false, setHost: false });
  onward.on('error', () => response.destroy());
  onward.on('response', (incoming) => {
    if (faults.happens('forgetful', request)) {
      incoming.resume();
      refuse(request, response, 500, 'InternalError');
      return;
    }
    response.sendDate = false;
    response.writeHead(incoming.statusCode ?? 502, incoming.statusMessage, incoming.rawHeaders);
    if (faults.happens('cut', request)) incoming.once('data', () => response.destroy());
    pipeline(incoming, response, () => {});
  });
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, code: string): void {
  request.resume();
  const error = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>on purpose</Message></Error>`;
  const body = request.method === 'HEAD' ? '' : error;
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': body.length }).end(body);
}
