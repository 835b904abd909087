// A push of a large blob without Node's HTTP parser: `node take-raw.mjs KIND PORT`, in one process. The heads are read by hand,
// and the body goes from the socket into one piece of memory that is used again. `handle` is no option that Node documents,
// so this shows a limit, and no way to write a server.
import { createHash } from 'node:crypto';
import { createServer, Socket } from 'node:net';

const [kind, port] = process.argv.slice(2);

const kinds = {
  read: () => () => undefined,
  hash() {
    const hash = createHash('sha256');
    return (bytes) => hash.update(bytes);
  },
};

const begun = 'HTTP/1.1 202 Accepted\r\nLocation: /v2/pushed/blobs/uploads/1\r\nContent-Length: 0\r\n\r\n';
const taken = 'HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n';

const server = createServer({ pauseOnConnect: true }, (accepted) => {
  const memory = Buffer.allocUnsafeSlow(1024 * 1024);
  let left = 0;
  let take;
  const callback = (length) => {
    let body = memory.subarray(0, length);
    let isBegin = false;
    if (left === 0) {
      const end = body.indexOf('\r\n\r\n') + 4;
      left = Number(/\r\ncontent-length: *(\d+)/i.exec(body.toString('latin1', 0, end))?.[1] ?? 0);
      body = body.subarray(end);
      isBegin = left === 0;
      take = kinds[kind]();
    }
    take(body);
    left -= body.byteLength;
    if (left === 0) socket.write(isBegin ? begun : taken);
    return true;
  };
  const socket = new Socket({ handle: accepted._handle, onread: { buffer: memory, callback } });
  socket.on('error', () => undefined).resume();
});
server.listen(Number(port), '127.0.0.1', () => process.send('ready'));
