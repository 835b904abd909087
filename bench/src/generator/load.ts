import { imageManifestType } from '@lading/e2e/harness/image';
import { type LargeBlob, makeImageContent, makeLargeBlob, makeManifest } from '../content.js';
import { Connection, type ConnectionRequest, expectStatus, locationOf, withDigest } from './connection.js';
import type { FetchTask, HoldUploadsTask, MixTask, PushTask, PutManifestsTask, Task } from './task.js';

const octets = 'Content-Type: application/octet-stream\r\n';
const isOver = new Error('time is over');

/** Runs a task, and counts its requests and bytes. */
export class Load {
  requests = 0;
  bytes = 0;
  readonly #task: Task;
  readonly #prepared: ReadonlyMap<string, LargeBlob>;
  #deadline = 0;

  constructor(task: Task) {
    this.#task = task;
    this.#prepared = prepareBlobs(task);
  }

  begin(): void {
    this.#deadline = performance.now() + (this.#task.seconds ?? 3600) * 1000;
  }

  /** Does the task on one connection. */
  run(connection: Connection, index: number): Promise<void> {
    const task = this.#task;
    if (task.kind === 'fetch') return this.#fetch(connection, task);
    if (task.kind === 'push') return this.#push(connection, task, index);
    if (task.kind === 'putManifests') return this.#putManifests(connection, task, index);
    if (task.kind === 'holdUploads') return this.#holdUpload(connection, task, index);
    return this.#mix(connection, task, index);
  }

  /** As many turns as the task says, otherwise until the time is over, and at least one. */
  *#turns(): Generator<number> {
    const most = this.#task.count ?? Number.POSITIVE_INFINITY;
    for (let turn = 0; turn < most; turn++) {
      if (turn > 0 && performance.now() > this.#deadline) return;
      yield turn;
    }
  }

  async #fetch(connection: Connection, { method = 'GET', target, fields, length }: FetchTask): Promise<void> {
    for (const _ of this.#turns()) {
      const answer = expectStatus(await connection.request(method, target, { fields }), 200);
      if (method === 'GET' && length !== undefined && answer.bytes !== length)
        throw new Error(`${answer.bytes} bytes instead of ${length}`);
      this.requests += 1;
      this.bytes += answer.bytes;
    }
  }

  async #push(connection: Connection, task: PushTask, index: number): Promise<void> {
    for (const turn of this.#turns()) {
      const seed = seedOf(task, index, turn);
      const blob = this.#prepared.get(seed) ?? makeLargeBlob(seed, task.size);
      await pushBlob(connection, task.repository, blob, task.chunkBytes);
      this.requests += 1;
      this.bytes += blob.size;
    }
  }

  async #putManifests(connection: Connection, task: PutManifestsTask, index: number): Promise<void> {
    const { config, layers } = makeImageContent();
    for (const turn of this.#turns()) {
      const tag = `${task.seed}-${index}-${turn}`;
      const { bytes } = makeManifest(tag, config, layers);
      await putManifest(connection, task.repository, tag, bytes);
      this.requests += 1;
      this.bytes += bytes.length;
    }
  }

  async #holdUpload(connection: Connection, task: HoldUploadsTask, index: number): Promise<void> {
    const upload = await beginUpload(connection, task.repository);
    const body = this.#untilOver(makeLargeBlob(`${task.seed}/${index}`, task.size));
    try {
      expectStatus(await connection.request('PATCH', upload, { fields: octets, body, length: task.size }), 202);
    } catch (error) {
      if (error !== isOver) throw error;
    }
    this.requests += 1;
    connection.close();
    const another = await Connection.open({ host: '127.0.0.1', port: task.port });
    await another.request('DELETE', upload);
    another.close();
  }

  *#untilOver(blob: LargeBlob): Generator<Buffer> {
    for (const piece of blob.pieces()) {
      if (performance.now() > this.#deadline) throw isOver;
      this.bytes += piece.length;
      yield piece;
    }
  }

  async #mix(connection: Connection, { repository, seed: prefix, targets }: MixTask, index: number): Promise<void> {
    const { config, layers } = makeImageContent();
    // Distribution shows an OCI manifest only to a client that asks for one.
    const fields = `Accept: ${imageManifestType}\r\n`;
    for (const turn of this.#turns()) {
      const seed = `${prefix}-${index}-${turn}`;
      if (turn % 20 === 0) await pushBlob(connection, repository, makeLargeBlob(seed, 1024 * (1 + (turn % 2048))));
      if (turn % 20 === 10) await putManifest(connection, repository, seed, makeManifest(seed, config, layers).bytes);
      for (const target of targets)
        this.bytes += expectStatus(await connection.request('GET', target, { fields }), 200).bytes;
      this.requests += 1;
    }
  }
}

/** Computes the digests of a known number of pushes before the clock runs. Others are computed on the way. */
function prepareBlobs(task: Task): Map<string, LargeBlob> {
  const prepared = new Map<string, LargeBlob>();
  if (task.kind !== 'push' || task.count === undefined) return prepared;
  for (let index = 0; index < task.connections; index++)
    for (let turn = 0; turn < task.count; turn++) {
      const seed = seedOf(task, index, turn);
      const blob = makeLargeBlob(seed, task.size);
      void blob.digest;
      prepared.set(seed, blob);
    }
  return prepared;
}

function seedOf({ seed }: PushTask, index: number, turn: number): string {
  return `${seed}/${index}/${turn}`;
}

/** POST and PUT; with `chunkBytes` a PATCH for each chunk between them. */
async function pushBlob(
  connection: Connection,
  repository: string,
  blob: LargeBlob,
  chunkBytes?: number,
): Promise<void> {
  let upload = await beginUpload(connection, repository);
  let closing: ConnectionRequest = { fields: octets, body: blob.pieces(), length: blob.size };
  if (chunkBytes !== undefined) {
    upload = await pushChunks(connection, upload, blob, chunkBytes);
    closing = { fields: octets };
  }
  expectStatus(await connection.request('PUT', withDigest(upload, blob.digest), closing), 201);
}

/** Resolves to the target that closes the upload. */
async function pushChunks(connection: Connection, begun: string, blob: LargeBlob, chunkBytes: number): Promise<string> {
  let upload = begun;
  for (let start = 0; start < blob.size; start += chunkBytes) {
    const end = Math.min(start + chunkBytes, blob.size);
    const fields = `${octets}Content-Range: ${start}-${end - 1}\r\n`;
    const chunk = { fields, body: blob.pieces(start, end), length: end - start };
    upload = locationOf(expectStatus(await connection.request('PATCH', upload, chunk), 202));
  }
  return upload;
}

async function beginUpload(connection: Connection, repository: string): Promise<string> {
  return locationOf(expectStatus(await connection.request('POST', `/v2/${repository}/blobs/uploads/`), 202));
}

async function putManifest(
  connection: Connection,
  repository: string,
  reference: string,
  bytes: Buffer,
): Promise<void> {
  const fields = `Content-Type: ${imageManifestType}\r\n`;
  const target = `/v2/${repository}/manifests/${reference}`;
  expectStatus(await connection.request('PUT', target, { fields, body: [bytes], length: bytes.length }), 201);
}
