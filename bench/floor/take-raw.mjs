// A push of a large blob without Node's HTTP parser: `node take-raw.mjs KIND PORT FOLDER`, in one process. The heads are read
// by hand, and the body goes from the socket into pieces of memory that are used again. `handle` is no option that Node
// documents, so this shows a limit, and no way to write a server.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { createServer, Socket } from 'node:net';
import { join } from 'node:path';
import { flushBytes } from './keep.mjs';

const [kind, port, folder] = process.argv.slice(2);
const pieceBytes = 1024 * 1024;
const piecesPerConnection = 6;
let pushes = 0;

/** What is done with the bytes of a push: `take` resolves when their memory may be used again. */
const kinds = {
  read: () => ({ take: async () => undefined, end: async () => undefined }),
  hash() {
    const hash = createHash('sha256');
    return { take: async (bytes) => void hash.update(bytes), end: async () => void hash.digest() };
  },
  'hash-and-keep'() {
    const hash = createHash('sha256');
    const opened = open(join(folder, String(pushes++)), 'w');
    let [position, unflushed] = [0, 0];
    let writing = opened;
    let flushing = opened;
    const write = async (before, bytes, start) => {
      await before;
      await (await opened).write(bytes, 0, bytes.byteLength, start);
    };
    const flush = async (before) => {
      await before;
      await (await opened).datasync();
    };
    return {
      take(bytes) {
        hash.update(bytes);
        writing = write(writing, bytes, position);
        position += bytes.byteLength;
        unflushed += bytes.byteLength;
        if (unflushed >= flushBytes) {
          flushing = flush(Promise.all([writing, flushing]));
          unflushed = 0;
        }
        return writing;
      },
      async end() {
        hash.digest();
        await flush(Promise.all([writing, flushing]));
        await (await opened).close();
      },
    };
  },
};

const begun = 'HTTP/1.1 202 Accepted\r\nLocation: /v2/pushed/blobs/uploads/1\r\nContent-Length: 0\r\n\r\n';
const taken = 'HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n';

const server = createServer({ pauseOnConnect: true }, (accepted) => {
  // Their memory is used in turns: what is read next goes to the one that was read longest ago.
  const pieces = Array.from({ length: piecesPerConnection }, () => ({
    memory: Buffer.allocUnsafeSlow(pieceBytes),
    isFree: true,
  }));
  let reads = 0;
  let left = 0;
  let body;
  const next = () => pieces[reads % piecesPerConnection];
  const callback = (length) => {
    const piece = next();
    let bytes = piece.memory.subarray(0, length);
    if (left === 0) {
      const end = bytes.indexOf('\r\n\r\n') + 4;
      left = Number(/\r\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', 0, end))?.[1] ?? 0);
      bytes = bytes.subarray(end);
      if (left === 0) return socket.write(begun);
      body = kinds[kind]();
    }
    left -= bytes.byteLength;
    piece.isFree = false;
    reads += 1;
    const done = body.take(bytes).then(() => {
      piece.isFree = true;
      if (piece === next()) socket.resume();
    });
    if (left === 0) done.then(() => body.end()).then(() => socket.write(taken));
    return next().isFree;
  };
  const socket = new Socket({ handle: accepted._handle, onread: { buffer: () => next().memory, callback } });
  socket.on('error', () => undefined).resume();
});
server.listen(Number(port), '127.0.0.1', () => process.send('ready'));
