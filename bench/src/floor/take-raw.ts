// A push of a large blob without Node's HTTP parser: `node take-raw.js KIND PORT FOLDER`, in one process. The heads are read by
// hand, and the body goes from the socket into pieces of memory that are used again. `handle` is no option that Node documents,
// so this shows a limit, and no way to write a server.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { createServer, Socket, type SocketConstructorOpts } from 'node:net';
import { join } from 'node:path';
import { flushBytes } from './keep.js';
import { readPartArguments, sayReady } from './part-arguments.js';

/** Takes the bytes of a push. */
interface Taker {
  /** Resolves when the memory may be used again. */
  take(bytes: Buffer): Promise<void>;
  end(): Promise<void>;
}

/** What Node has beyond its documentation. */
interface WithHandle {
  readonly _handle?: unknown;
}

const { kind, port, argument: folder } = readPartArguments(['read', 'hash', 'hash-and-keep']);
const pieceBytes = 1024 * 1024;
const piecesPerConnection = 6;
let pushes = 0;

const kinds: Readonly<Record<typeof kind, () => Taker>> = {
  read: () => ({ take: async () => undefined, end: async () => undefined }),
  hash() {
    const hash = createHash('sha256');
    return { take: async (bytes) => void hash.update(bytes), end: async () => void hash.digest() };
  },
  'hash-and-keep': hashAndKeep,
};

function hashAndKeep(): Taker {
  const hash = createHash('sha256');
  const opened = open(join(folder, String(pushes++)), 'w');
  let [position, unflushed] = [0, 0];
  let writing: Promise<unknown> = opened;
  let flushing: Promise<unknown> = opened;
  const write = async (before: Promise<unknown>, bytes: Buffer, start: number) => {
    await before;
    await (await opened).write(bytes, 0, bytes.byteLength, start);
  };
  const flush = async (before: Promise<unknown>) => {
    await before;
    await (await opened).datasync();
  };
  return {
    async take(bytes) {
      hash.update(bytes);
      const written = write(writing, bytes, position);
      writing = written;
      position += bytes.byteLength;
      unflushed += bytes.byteLength;
      if (unflushed >= flushBytes) {
        flushing = flush(Promise.all([writing, flushing]));
        unflushed = 0;
      }
      await written;
    },
    async end() {
      hash.digest();
      await flush(Promise.all([writing, flushing]));
      await (await opened).close();
    },
  };
}

const begun = 'HTTP/1.1 202 Accepted\r\nLocation: /v2/pushed/blobs/uploads/1\r\nContent-Length: 0\r\n\r\n';
const taken = 'HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n';

interface Piece {
  readonly memory: Buffer;
  isFree: boolean;
}

const server = createServer({ pauseOnConnect: true }, (accepted) => {
  // The pieces are used in turns: the next read goes into the piece that was read longest ago.
  const pieces = Array.from({ length: piecesPerConnection }, (): Piece => {
    return { memory: Buffer.allocUnsafeSlow(pieceBytes), isFree: true };
  });
  let reads = 0;
  let left = 0;
  let taker: Taker | undefined;
  const next = () => pieces[reads % piecesPerConnection] as Piece;
  const callback = (length: number): boolean => {
    const piece = next();
    let bytes = piece.memory.subarray(0, length);
    if (left === 0) {
      const end = bytes.indexOf('\r\n\r\n') + 4;
      left = Number(/\r\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', 0, end))?.[1] ?? 0);
      bytes = bytes.subarray(end);
      if (left === 0) return socket.write(begun);
      taker = kinds[kind]();
    }
    left -= bytes.byteLength;
    piece.isFree = false;
    reads += 1;
    const own = taker;
    const done = own?.take(bytes).then(() => {
      piece.isFree = true;
      if (piece === next()) socket.resume();
    });
    if (left === 0) done?.then(() => own?.end()).then(() => socket.write(taken));
    return next().isFree;
  };
  const onread = { buffer: () => next().memory, callback };
  const options = { handle: (accepted as WithHandle)._handle, onread } as SocketConstructorOpts;
  const socket = new Socket(options);
  socket.on('error', () => undefined).resume();
});
server.listen(port, '127.0.0.1', sayReady);
