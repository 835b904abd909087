// The parts of a push of a large blob, each alone: `node take.mjs KIND PORT FOLDER`, in one process. It answers as a registry
// does, and does with the bytes what KIND says.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { keep } from './keep.mjs';
import { keepAside } from './keep-aside.mjs';

const [kind, port, folder] = process.argv.slice(2);

const kinds = {
  /** Node's HTTP server alone. */
  async read(body) {
    for await (const _ of body);
  },
  async hash(body) {
    const hash = createHash('sha256');
    for await (const chunk of body) hash.update(chunk);
    hash.digest();
  },
  keep,
  'hash-and-keep': (body, file) => keep(body, file, createHash('sha256')),
  /** Another thread hashes and writes. */
  'hash-and-keep-aside': keepAside,
};

let pushes = 0;
const server = createServer(async (request, response) => {
  if (request.method === 'POST') {
    request.resume();
    response.writeHead(202, { Location: '/v2/pushed/blobs/uploads/1', 'Content-Length': '0' }).end();
    return;
  }
  pushes += 1;
  await kinds[kind](request, join(folder, String(pushes)));
  response.writeHead(201, { 'Content-Length': '0' }).end();
});
server.listen(Number(port), '127.0.0.1', () => process.send('ready'));
