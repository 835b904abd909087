import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { digestOf, isDigest, mediaTypes } from '@lading/core';

/** A request as it came. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** An answer as it goes out. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
  /** Closes the connection after so many bytes of the body; 0 after the head, -1 before it. */
  readonly cutAfter?: number;
  /** Sends the body in so many pieces, with a pause before each. */
  readonly pieces?: number;
}

/** What a registry does otherwise than it should; undefined leaves the request to the next habit, and at last to honesty. */
export type Habit = (request: RecordedRequest) => ScriptedAnswer | undefined | Promise<ScriptedAnswer | undefined>;

/** A small honest registry of one process, which can be taught bad habits. It keeps all that it was asked. */
export class ScriptedRegistry {
  readonly requests: RecordedRequest[] = [];
  readonly blobs = new Map<string, Buffer>();
  /** By digest and by tag. */
  readonly manifests = new Map<string, { readonly bytes: Buffer; readonly mediaType: string }>();
  readonly uploads = new Map<string, Buffer>();
  /** Connections that send a body break after so many bytes of it, one number for each; what came is kept. */
  readonly brokenBodies: number[] = [];
  #habits: Habit[] = [];

  private constructor(private readonly server: Server) {}

  static async start(...habits: readonly Habit[]): Promise<ScriptedRegistry> {
    const server = createServer();
    const registry = new ScriptedRegistry(server);
    registry.#habits = [...habits];
    server.on(
      'request',
      (request, response) => void registry.#serve(request, response).catch(() => response.destroy()),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`);
  }

  /** Teaches it a habit, before those that it has. */
  learn(habit: Habit): void {
    this.#habits.unshift(habit);
  }

  putBlob(bytes: Uint8Array): string {
    const digest = digestOf(bytes);
    this.blobs.set(digest, Buffer.from(bytes));
    return digest;
  }

  putManifest(manifest: object, ...tags: readonly string[]): string {
    const bytes = Buffer.from(JSON.stringify(manifest));
    const mediaType = (manifest as { mediaType?: string }).mediaType ?? mediaTypes.imageManifest;
    const digest = digestOf(bytes);
    for (const reference of [digest, ...tags]) this.manifests.set(reference, { bytes, mediaType });
    return digest;
  }

  /** The requests so far with this method, and with a path that contains this text or matches. */
  asked(method: string, path: string | RegExp = ''): readonly RecordedRequest[] {
    return this.requests.filter(
      (request) =>
        request.method === method && (typeof path === 'string' ? request.path.includes(path) : path.test(request.path)),
    );
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', socket } = incoming;
    const { pathname, searchParams } = new URL(url, 'http://registry');
    const path = decodeURIComponent(pathname);
    const limit = method === 'PATCH' || method === 'PUT' ? this.brokenBodies.shift() : undefined;
    const body = await readBody(incoming, limit);
    const headers = incoming.headers as Record<string, string | undefined>;
    const request: RecordedRequest = { method, target: url, path, query: searchParams, headers, body };
    this.requests.push(request);
    if (limit !== undefined) {
      this.#keepBroken(path, body);
      socket.destroy();
      return;
    }
    send(response, method, await this.#answer(request));
  }

  #keepBroken(path: string, body: Buffer): void {
    const id = path.split('/').at(-1) ?? '';
    const stored = this.uploads.get(id);
    if (stored !== undefined) this.uploads.set(id, Buffer.concat([stored, body]));
  }

  async #answer(request: RecordedRequest): Promise<ScriptedAnswer> {
    for (const habit of this.#habits) {
      const answer = await habit(request);
      if (answer !== undefined) return answer;
    }
    return this.honest(request);
  }

  /** What a registry without bad habits answers. */
  honest(request: RecordedRequest): ScriptedAnswer {
    const { path, method } = request;
    if (/^\/v2\/?$/.test(path)) return { status: 200, body: '{}' };
    const [, part, reference = ''] =
      /^\/v2\/.+?\/(blobs\/uploads|blobs|manifests|tags|referrers)\/?(.*)$/.exec(path) ?? [];
    if (part === 'blobs/uploads') return this.#upload(request, reference);
    if (part === 'blobs') return this.#blob(request, reference);
    if (part === 'manifests') return this.#manifest(request, reference);
    if (part === 'tags' && method === 'GET') {
      const tags = [...this.manifests.keys()].filter((key) => !isDigest(key)).sort();
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'x', tags }),
      };
    }
    return errorAnswer(404, 'NAME_UNKNOWN');
  }

  #blob({ method, headers }: RecordedRequest, digest: string): ScriptedAnswer {
    const bytes = this.blobs.get(digest);
    if (bytes === undefined) return errorAnswer(404, 'BLOB_UNKNOWN');
    if (method === 'DELETE') return { status: this.blobs.delete(digest) ? 202 : 404 };
    const fields = {
      'content-type': mediaTypes.octetStream,
      'docker-content-digest': digest,
      'accept-ranges': 'bytes',
    };
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
    if (first === undefined) return { status: 200, headers: fields, body: bytes };
    const end = Math.min(last === '' ? bytes.length - 1 : Number(last), bytes.length - 1);
    const range = { 'content-range': `bytes ${first}-${end}/${bytes.length}` };
    return { status: 206, headers: { ...fields, ...range }, body: bytes.subarray(Number(first), end + 1) };
  }

  #manifest({ method, headers, body }: RecordedRequest, reference: string): ScriptedAnswer {
    if (method === 'PUT') {
      const digest = digestOf(body, reference.startsWith('sha512:') ? 'sha512' : 'sha256');
      const entry = { bytes: body, mediaType: headers['content-type'] ?? '' };
      for (const key of [digest, reference]) this.manifests.set(key, entry);
      return { status: 201, headers: { location: `/v2/x/manifests/${digest}`, 'docker-content-digest': digest } };
    }
    const found = this.manifests.get(reference);
    if (found === undefined) return errorAnswer(404, 'MANIFEST_UNKNOWN');
    if (method === 'DELETE') return { status: this.manifests.delete(reference) ? 202 : 404 };
    const digest = isDigest(reference) ? reference : digestOf(found.bytes);
    const fields = { 'content-type': found.mediaType, 'docker-content-digest': digest, etag: `"${digest}"` };
    return { status: 200, headers: fields, body: found.bytes };
  }

  #upload(request: RecordedRequest, id: string): ScriptedAnswer {
    if (request.method === 'POST') return this.#startUpload(request);
    const stored = this.uploads.get(id);
    if (stored === undefined) return errorAnswer(404, 'BLOB_UPLOAD_UNKNOWN');
    if (request.method === 'DELETE') return { status: this.uploads.delete(id) ? 204 : 404 };
    const fields = { location: `/v2/x/blobs/uploads/${id}`, range: `0-${Math.max(0, stored.length - 1)}` };
    if (request.method === 'GET') return { status: 204, headers: fields };
    const [, start] = /^(\d+)-\d+$/.exec(request.headers['content-range'] ?? '') ?? [];
    if (start !== undefined && Number(start) !== stored.length) return { status: 416, headers: fields };
    const bytes = Buffer.concat([stored, request.body]);
    this.uploads.set(id, bytes);
    if (request.method === 'PATCH')
      return { status: 202, headers: { ...fields, range: `0-${Math.max(0, bytes.length - 1)}` } };
    return this.#endUpload(request.query.get('digest') ?? '', id, bytes);
  }

  #startUpload({ query, path }: RecordedRequest): ScriptedAnswer {
    const mount = query.get('mount') ?? '';
    const repository = path.slice('/v2/'.length).replace(/\/blobs\/uploads\/?$/, '');
    if (this.blobs.has(mount) && query.has('from'))
      return { status: 201, headers: { location: `/v2/${repository}/blobs/${mount}`, 'docker-content-digest': mount } };
    const id = randomUUID();
    this.uploads.set(id, Buffer.alloc(0));
    return { status: 202, headers: { location: `/v2/${repository}/blobs/uploads/${id}`, range: '0-0' } };
  }

  #endUpload(digest: string, id: string, bytes: Buffer): ScriptedAnswer {
    this.uploads.delete(id);
    if (digestOf(bytes, digest.startsWith('sha512:') ? 'sha512' : 'sha256') !== digest)
      return errorAnswer(400, 'DIGEST_INVALID');
    this.blobs.set(digest, bytes);
    return { status: 201, headers: { location: `/v2/x/blobs/${digest}`, 'docker-content-digest': digest } };
  }
}

/** An answer with the error body of the specification. */
export function errorAnswer(
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): ScriptedAnswer {
  const body = JSON.stringify({ errors: [{ code, message: code.toLowerCase() }] });
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}

async function readBody(request: IncomingMessage, limit = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    parts.push(part as Buffer);
    size += (part as Buffer).length;
    if (size >= limit) break;
  }
  return Buffer.concat(parts).subarray(0, limit);
}

function send(
  response: ServerResponse,
  method: string,
  { status, headers = {}, body = '', cutAfter, pieces }: ScriptedAnswer,
): void {
  if (cutAfter === -1) return void response.destroy();
  const bytes = Buffer.from(body as string);
  const hasLength = 'content-length' in headers || 'transfer-encoding' in headers || status === 204;
  response.writeHead(status, { ...(hasLength ? {} : { 'content-length': String(bytes.length) }), ...headers } as Record<
    string,
    string
  >);
  if (method === 'HEAD') return void response.end();
  if (pieces !== undefined) return void Readable.from(slowly(bytes, pieces)).pipe(response);
  if (cutAfter === undefined) return void response.end(bytes);
  response.flushHeaders();
  response.write(bytes.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 20));
}

/** A pause that a client notices, and a test does not. */
const pauseMilliseconds = 20;

async function* slowly(bytes: Buffer, pieces: number): AsyncGenerator<Buffer> {
  const size = Math.ceil(bytes.length / pieces);
  for (let start = 0; start < bytes.length; start += size) {
    await sleep(pauseMilliseconds);
    yield bytes.subarray(start, start + size);
  }
}
