// One load from a process of its own: `node generator/run.mjs '<JSON>'` prints what it did as JSON. The clock runs from the
// first request to the last answer; what has to be prepared, such as digests, is done before.
import { imageManifestType, makeContent, makeLargeBlob, makeManifest } from '../content.mjs';
import { Connection, expectStatus, locationOf } from './connection.mjs';

const octets = 'Content-Type: application/octet-stream\r\n';
const task = JSON.parse(process.argv[2]);
const address = { host: '127.0.0.1', port: task.port };

const loads = { fetch, push, putManifests, holdUploads, mix };
const connections = await Promise.all(Array.from({ length: task.connections }, () => Connection.open(address)));
const prepared = task.kind === 'push' ? preparePushes() : [];
const errors = [];
const totals = { requests: 0, bytes: 0 };
const cpuBefore = process.cpuUsage();
const begun = performance.now();
const deadline = begun + (task.seconds ?? 3600) * 1000;
await Promise.all(connections.map((connection, index) => loads[task.kind](connection, index).catch(note)));
const seconds = (performance.now() - begun) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
for (const connection of connections) connection.close();
console.log(JSON.stringify({ ...totals, seconds, generatorCpu: (user + system) / 1e6, errors: errors.slice(0, 5) }));
process.exit(0);

function note(error) {
  errors.push(String(error?.message ?? error));
}

/** Whether a connection does one more: as often as was said, or until the time is over, and at least once. */
function* turns() {
  const each = task.count === undefined ? Number.POSITIVE_INFINITY : task.count;
  for (let turn = 0; turn < each; turn++) {
    if (turn > 0 && performance.now() > deadline) return;
    yield turn;
  }
}

/** The same GET or HEAD again and again, or ranges all over a blob. */
async function fetch(connection) {
  const { method = 'GET', target, status = 200, length } = task;
  for (const _ of turns()) {
    const answer = expectStatus(await connection.request(method, target, { fields: task.fields }), status);
    if (method === 'GET' && length !== undefined && answer.bytes !== length)
      throw new Error(`${answer.bytes} bytes instead of ${length}`);
    totals.requests += 1;
    totals.bytes += answer.bytes;
  }
}

/** Digests of large blobs are computed before the clock runs; small ones are made on the way. */
function preparePushes() {
  if (task.count === undefined) return [];
  return connections.map((_, index) =>
    Array.from({ length: task.count }, (_turn, turn) => {
      const blob = makeLargeBlob(`${task.seed}/${index}/${turn}`, task.size);
      return { blob, digest: blob.digest };
    }),
  );
}

async function push(connection, index) {
  for (const turn of turns()) {
    const blob = prepared[index]?.[turn]?.blob ?? makeLargeBlob(`${task.seed}/${index}/${turn}`, task.size);
    await pushBlob(connection, blob, task.chunkBytes);
    totals.requests += 1;
    totals.bytes += blob.size;
  }
}

/** POST and PUT; with `chunkBytes` a PATCH for each chunk between them. */
async function pushBlob(connection, blob, chunkBytes) {
  let upload = locationOf(expectStatus(await connection.request('POST', uploads()), 202));
  const closing = { fields: octets, body: blob.pieces(), length: blob.size };
  if (chunkBytes !== undefined) {
    for (let start = 0; start < blob.size; start += chunkBytes) {
      const end = Math.min(start + chunkBytes, blob.size);
      const fields = `${octets}Content-Range: ${start}-${end - 1}\r\n`;
      const chunk = { fields, body: blob.pieces(start, end), length: end - start };
      upload = locationOf(expectStatus(await connection.request('PATCH', upload, chunk), 202));
    }
    Object.assign(closing, { body: undefined, length: 0 });
  }
  const separator = upload.includes('?') ? '&' : '?';
  expectStatus(await connection.request('PUT', `${upload}${separator}digest=${blob.digest}`, closing), 201);
}

async function putManifests(connection, index) {
  const { config, layers } = makeContent({});
  for (const turn of turns()) {
    const tag = `${task.seed}-${index}-${turn}`;
    const { bytes } = makeManifest(tag, config, layers);
    await putManifest(connection, tag, bytes);
    totals.requests += 1;
    totals.bytes += bytes.length;
  }
}

async function putManifest(connection, reference, bytes) {
  const fields = `Content-Type: ${imageManifestType}\r\n`;
  const target = `/v2/${task.repository}/manifests/${reference}`;
  expectStatus(await connection.request('PUT', target, { fields, body: [bytes], length: bytes.length }), 201);
}

/** Begins an upload that goes on until the time is over, and takes it back. */
async function holdUploads(connection, index) {
  const upload = locationOf(expectStatus(await connection.request('POST', uploads()), 202));
  const blob = makeLargeBlob(`${task.seed}/${index}`, task.size);
  const timed = function* () {
    for (const piece of blob.pieces()) {
      if (performance.now() > deadline) throw new Error('time is over');
      totals.bytes += piece.length;
      yield piece;
    }
  };
  const sent = connection.request('PATCH', upload, { fields: octets, body: timed(), length: blob.size });
  await sent.then((answer) => expectStatus(answer, 202)).catch(ignoreEnd);
  totals.requests += 1;
  connection.close();
  const another = await Connection.open(address);
  await another.request('DELETE', upload);
  another.close();
}

function ignoreEnd(error) {
  if (error.message !== 'time is over') throw error;
}

/** What a busy day is made of: many pulls, some pushes of every size, manifests, lists. */
async function mix(connection, index) {
  const { config, layers } = makeContent({});
  for (const turn of turns()) {
    const seed = `${task.seed}-${index}-${turn}`;
    if (turn % 20 === 0) await pushBlob(connection, makeLargeBlob(seed, 1024 * (1 + (turn % 2048))));
    if (turn % 20 === 10) await putManifest(connection, seed, makeManifest(seed, config, layers).bytes);
    for (const target of task.targets) {
      // Distribution shows an OCI manifest only to those who ask for one.
      const fields = `Accept: ${imageManifestType}\r\n`;
      const answer = expectStatus(await connection.request('GET', target, { fields }), 200);
      totals.bytes += answer.bytes;
    }
    totals.requests += 1;
  }
}

function uploads() {
  return `/v2/${task.repository}/blobs/uploads/`;
}
