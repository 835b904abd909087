// The least that a program on Node.js can do to copy an image between two registries: four blobs at a time, each read into one
// piece of memory that is used again, hashed, and written. No login, no TLS, no redirects, no retries, nothing resumed.
//   node bench/copy/floor.mjs HOST/NAME:TAG HOST/NAME:TAG
import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';

const agent = new Agent({ keepAlive: true });
const accept = ['index', 'manifest'].map((kind) => `application/vnd.oci.image.${kind}.v1+json`).join(', ');
const [source, target] = process.argv.slice(2).map((reference) => {
  const [, host, name, tag] = /^([^/]+)\/(.+):([^:]+)$/.exec(reference) ?? [];
  return { url: `http://${host}/v2/${name}`, tag };
});

const root = await getManifest(source.tag);
const entries = root.json.manifests ?? [];
const images = entries.length > 0 ? await Promise.all(entries.map(({ digest }) => getManifest(digest))) : [root];
const blobs = images.flatMap(({ json }) => [json.config, ...json.layers]);
await Promise.all(
  Array.from({ length: 4 }, async () => {
    for (let blob = blobs.shift(); blob !== undefined; blob = blobs.shift()) await copyBlob(blob);
  }),
);
for (const [index, image] of images.entries()) await putManifest(entries[index]?.digest ?? target.tag, image);
if (entries.length > 0) await putManifest(target.tag, root);
agent.destroy();

async function getManifest(reference) {
  const bytes = await buffer(await send('GET', `${source.url}/manifests/${reference}`, { accept }));
  return { bytes, json: JSON.parse(bytes) };
}

async function putManifest(reference, { bytes, json }) {
  const headers = { 'content-type': json.mediaType };
  const answer = await send('PUT', `${target.url}/manifests/${reference}`, headers, (put) => put.end(bytes));
  if (answer.resume().statusCode !== 201) throw new Error(`the manifest was answered with ${answer.statusCode}`);
}

async function copyBlob({ digest, size }) {
  const session = (await send('POST', `${target.url}/blobs/uploads/`)).resume();
  const place = new URL(session.headers.location, target.url);
  place.searchParams.append('digest', digest);
  const hash = createHash('sha256');
  const answer = await send('PUT', place, { 'content-length': size }, (put) => {
    let left = size;
    read(`${source.url}/blobs/${digest}`, (piece, goOn) => {
      hash.update(piece);
      left -= piece.length;
      put.write(piece, () => (left === 0 ? put.end() : goOn()));
    });
  });
  if (answer.resume().statusCode !== 201 || `sha256:${hash.digest('hex')}` !== digest)
    throw new Error(`lost ${digest}`);
}

/** Reads what follows the head of an answer, a piece at a time. */
function read(url, take) {
  const { hostname, port, pathname, host } = new URL(url);
  const memory = Buffer.alloc(1024 * 1024);
  let isHead = true;
  const callback = (bytes) => {
    const begin = isHead ? memory.indexOf('\r\n\r\n') + 4 : 0;
    isHead = false;
    if (begin < bytes) take(memory.subarray(begin, bytes), () => socket.resume());
    return begin >= bytes;
  };
  const socket = connect({ host: hostname, port, onread: { buffer: memory, callback } });
  socket.on('end', () => socket.end());
  socket.write(`GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
}

function send(method, url, headers = {}, write = (sent) => sent.end()) {
  return new Promise((resolve, reject) => {
    write(request(url, { method, headers, agent }).on('response', resolve).on('error', reject));
  });
}
