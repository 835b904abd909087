// The least that a program on Node.js can do to copy an image between two registries: four blobs at a time, each read into one
// piece of memory that is used again, hashed, and written. No login, no TLS, no redirects, no retries, nothing resumed.
//   node bench/dist/copy/floor.js HOST/NAME:TAG HOST/NAME:TAG
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Descriptor } from '@lading/e2e/harness/image';

interface Place {
  readonly url: string;
  readonly tag: string;
}

interface Manifest {
  readonly bytes: Buffer;
  readonly json: {
    readonly mediaType: string;
    readonly config?: Descriptor;
    readonly layers?: readonly Descriptor[];
    readonly manifests?: readonly Descriptor[];
  };
}

const agent = new Agent({ keepAlive: true });
const accept = ['index', 'manifest'].map((kind) => `application/vnd.oci.image.${kind}.v1+json`).join(', ');
const [from = '', to = ''] = process.argv.slice(2);
const [source, target] = [parsePlace(from), parsePlace(to)];

const root = await getManifest(source.tag);
const entries = root.json.manifests ?? [];
const images = entries.length > 0 ? await Promise.all(entries.map(({ digest }) => getManifest(digest))) : [root];
const blobs = images.flatMap(({ json: { config, layers = [] } }) => [
  ...(config === undefined ? [] : [config]),
  ...layers,
]);
await Promise.all(Array.from({ length: 4 }, copyBlobs));
for (const [index, image] of images.entries()) await putManifest(entries[index]?.digest ?? target.tag, image);
if (entries.length > 0) await putManifest(target.tag, root);
agent.destroy();

function parsePlace(reference: string): Place {
  const [, host, name, tag] = /^([^/]+)\/(.+):([^:]+)$/.exec(reference) ?? [];
  if (tag === undefined) throw new Error(`${reference} is not HOST/NAME:TAG`);
  return { url: `http://${host}/v2/${name}`, tag };
}

async function copyBlobs(): Promise<void> {
  for (let blob = blobs.shift(); blob !== undefined; blob = blobs.shift()) await copyBlob(blob);
}

async function getManifest(reference: string): Promise<Manifest> {
  const bytes = await buffer(await send('GET', `${source.url}/manifests/${reference}`, { accept }));
  return { bytes, json: JSON.parse(bytes.toString('utf8')) as Manifest['json'] };
}

async function putManifest(reference: string, { bytes, json }: Manifest): Promise<void> {
  const headers = { 'content-type': json.mediaType };
  const answer = await send('PUT', `${target.url}/manifests/${reference}`, headers, (put) => put.end(bytes));
  if (answer.resume().statusCode !== 201) throw new Error(`the manifest was answered with ${answer.statusCode}`);
}

async function copyBlob({ digest, size }: Descriptor): Promise<void> {
  const session = (await send('POST', `${target.url}/blobs/uploads/`)).resume();
  const place = new URL(session.headers.location ?? '', target.url);
  place.searchParams.append('digest', digest);
  const hash = createHash('sha256');
  const answer = await send('PUT', place, { 'content-length': size }, (put) => {
    let left = size;
    readBody(`${source.url}/blobs/${digest}`, (piece, goOn) => {
      hash.update(piece);
      left -= piece.length;
      put.write(piece, () => (left === 0 ? put.end() : goOn()));
    });
  });
  if (answer.resume().statusCode !== 201 || `sha256:${hash.digest('hex')}` !== digest)
    throw new Error(`lost ${digest}`);
}

/** Reads the body of a response in pieces. The next piece reuses the memory after `goOn`. */
function readBody(url: string, take: (piece: Buffer, goOn: () => void) => void): void {
  const { hostname, port, pathname, host } = new URL(url);
  const memory = Buffer.alloc(1024 * 1024);
  let isHead = true;
  const callback = (bytes: number) => {
    const begin = isHead ? memory.indexOf('\r\n\r\n') + 4 : 0;
    isHead = false;
    if (begin < bytes) take(memory.subarray(begin, bytes), () => socket.resume());
    return begin >= bytes;
  };
  const socket = connect({ host: hostname, port: Number(port), onread: { buffer: memory, callback } });
  socket.on('end', () => socket.end());
  socket.write(`GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
}

async function send(
  method: string,
  url: string | URL,
  headers: OutgoingHttpHeaders = {},
  write: (sent: ClientRequest) => void = (sent) => sent.end(),
): Promise<IncomingMessage> {
  const sent = request(url, { method, headers, agent });
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  write(sent);
  const [answer] = await answered;
  return answer;
}
