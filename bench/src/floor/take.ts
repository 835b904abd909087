// The parts of a push of a large blob, each alone: `node take.js KIND PORT FOLDER`, in one process. It answers as a registry
// does, and does with the bytes what KIND says.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { keep } from './keep.js';
import { keepAside } from './keep-aside.js';
import { readPartArguments, sayReady } from './part-arguments.js';

type Take = (body: AsyncIterable<Buffer>, file: string) => Promise<void>;

const parts = readPartArguments(['read', 'hash', 'keep', 'hash-and-keep', 'hash-and-keep-aside']);

const kinds: Readonly<Record<typeof parts.kind, Take>> = {
  /** Node's HTTP server alone. */
  async read(body) {
    for await (const _ of body);
  },
  async hash(body) {
    const hash = createHash('sha256');
    for await (const chunk of body) hash.update(chunk);
    hash.digest();
  },
  keep: (body, file) => keep(body, file),
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
  await kinds[parts.kind](request, join(parts.argument, String(pushes)));
  response.writeHead(201, { 'Content-Length': '0' }).end();
});
server.listen(parts.port, '127.0.0.1', sayReady);
