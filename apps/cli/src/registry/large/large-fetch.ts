import { validateHeaderValue } from 'node:http';
import type { Fetch, FetchedResponse, FetchInit } from '@lading/client';
import type { SecureOptions } from '../secure-options.js';
import { Connection } from './connection.js';
import { parseResponseHead, type ResponseHead } from './response-head.js';

const longestHead = 64 * 1024;
/** Networks forget connections on which nothing moves. */
const idleMilliseconds = 4000;

/**
 * Asks for large bodies over connections of its own, which read in large pieces: a copy takes about half of what it takes
 * by Node's HTTP client, which copies each 64 KiB twice. It understands the usual form of an answer alone; what is
 * answered in another one is asked for again by `usual`, as is all that is not large.
 */
export function largeFetch(secure: SecureOptions, usual: Fetch): Fetch {
  const resting = new Map<string, Connection[]>();
  const keep = (origin: string, connection: Connection) => {
    connection.rest(idleMilliseconds);
    const others = (resting.get(origin) ?? []).filter(({ isReady }) => isReady);
    resting.set(origin, [...others, connection]);
  };
  const open = async (url: URL, signal: AbortSignal): Promise<Connection> => {
    for (let rested = resting.get(url.origin)?.pop(); rested !== undefined; rested = resting.get(url.origin)?.pop()) {
      if (rested.isReady) {
        rested.wake();
        return rested;
      }
      rested.destroy();
    }
    return Connection.open(url, secure, signal);
  };
  return async (address, init) => {
    if (init.isLarge !== true || init.method !== 'GET') return usual(address, init);
    const { signal } = init;
    const url = new URL(address);
    const connection = await open(url, signal);
    const onAbort = () => connection.destroy(signal.reason);
    const leave = () => signal.removeEventListener('abort', onAbort);
    const end = () => {
      leave();
      connection.destroy();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      connection.write(requestHead(url, init));
      const answer = await readHead(connection);
      if (answer !== undefined) {
        const { head, rest } = answer;
        const release = (isWhole: boolean) => {
          if (!isWhole || !head.isKept) return end();
          leave();
          keep(url.origin, connection);
        };
        return fetched(head, (isLent) => bodyOf(connection, rest, head.length, isLent, release), end);
      }
    } catch (error) {
      end();
      throw error;
    }
    end();
    return usual(address, init);
  };
}

function requestHead({ pathname, search, host }: URL, { headers }: FetchInit): string {
  const fields = Object.entries({ host, ...headers }).map(([name, value]) => {
    validateHeaderValue(name, value);
    return `${name}: ${value}\r\n`;
  });
  return `GET ${pathname}${search} HTTP/1.1\r\n${fields.join('')}\r\n`;
}

/** The head, and what came behind it. */
async function readHead(
  connection: Connection,
): Promise<{ readonly head: ResponseHead; readonly rest: Uint8Array } | undefined> {
  let received: Buffer = Buffer.alloc(0);
  for (;;) {
    const piece = await connection.read(false);
    if (piece === undefined) throw endedEarly();
    received =
      received.byteLength === 0
        ? Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
        : Buffer.concat([received, piece]);
    const end = received.indexOf('\r\n\r\n');
    if (end === -1 && received.byteLength < longestHead) continue;
    const head = end === -1 ? undefined : parseResponseHead(received.toString('latin1', 0, end));
    return head === undefined ? undefined : { head, rest: received.subarray(end + 4) };
  }
}

/** The body of an answer. Its connection is free again once all of it was read, and gone if not. */
async function* bodyOf(
  connection: Connection,
  first: Uint8Array,
  length: number,
  isLent: boolean,
  release: (isWhole: boolean) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  let left = length;
  let surplus = 0;
  try {
    for (let piece: Uint8Array | undefined = first; ; piece = await connection.read(isLent)) {
      if (piece === undefined) throw endedEarly();
      surplus = Math.max(0, piece.byteLength - left);
      left -= piece.byteLength - surplus;
      if (piece.byteLength > surplus) yield piece.subarray(0, piece.byteLength - surplus);
      if (left === 0) return;
    }
  } finally {
    release(left === 0 && surplus === 0);
  }
}

function fetched(
  { status, headers }: ResponseHead,
  read: (isLent: boolean) => AsyncGenerator<Uint8Array>,
  end: () => void,
): FetchedResponse {
  return {
    status,
    headers,
    body: { [Symbol.asyncIterator]: () => read(false), lent: () => read(true), cancel: async () => end() },
  };
}

function endedEarly(): Error {
  return Object.assign(new Error('the connection ended before the answer did'), { code: 'ECONNRESET' });
}
