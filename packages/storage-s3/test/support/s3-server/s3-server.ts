import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorOf, Faults } from './faults.js';
import { multipartOperations } from './multipart-operations.js';
import { objectOperations } from './object-operations.js';
import { operationName, type S3Answer, type S3Request } from './operation.js';
import { errors, S3Error } from './s3-error.js';
import { type Credentials, checkSignature } from './signature.js';
import { StoredObjects } from './stored-objects.js';
import { errorXml } from './xml.js';

export interface S3ServerOptions {
  readonly bucket: string;
  readonly credentials: Credentials;
  /** The most entries of a list; by default 1,000, as with S3. */
  readonly pageSize?: number;
}

const operations = { ...objectOperations, ...multipartOperations };

/** A strict server for the part of S3 that the store uses, with faults on request. It has one bucket, addressed by path. */
export class S3Server {
  readonly faults = new Faults();
  readonly #server: Server;

  private constructor(
    readonly stored: StoredObjects,
    private readonly options: S3ServerOptions,
  ) {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  static async start(options: S3ServerOptions): Promise<S3Server> {
    const server = new S3Server(await StoredObjects.create(), options);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The number of open connections. */
  connections(): Promise<number> {
    return new Promise((resolve, reject) =>
      this.#server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
    );
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await this.stored.dispose();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://localhost');
    const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(decodeURIComponent(url.pathname)) ?? [];
    const name = operationName(request, key, url.searchParams);
    const fault = this.faults.take(name);
    if (fault === 'silent') return;
    if (fault === 'reset') return void response.destroy();
    const { stored, options } = this;
    const asked = { request, key, query: url.searchParams, stored, pageSize: options.pageSize ?? 1000, fault };
    const answer = await this.#answer(name, bucket, url, asked).catch(answerOf);
    if (fault === 'lost-answer') return void response.destroy();
    await send(request, response, fault === 'cut-body' ? cutShort(answer) : answer);
  }

  async #answer(name: string, bucket: string, url: URL, asked: S3Request): Promise<S3Answer> {
    checkSignature(asked.request, url, this.options.credentials);
    if (bucket !== this.options.bucket) throw errors.noSuchBucket();
    const failure = errorOf(asked.fault);
    if (failure !== undefined) throw failure;
    if (asked.fault === 'error-in-200') return { body: errorXml(new S3Error(500, 'InternalError')) };
    const operation = operations[name];
    if (operation === undefined) throw new S3Error(501, 'NotImplemented', name);
    return operation(asked);
  }
}

function answerOf(error: unknown): S3Answer {
  const failure = error instanceof S3Error ? error : new S3Error(500, 'InternalError', String(error));
  return { status: failure.status, body: errorXml(failure), headers: { 'Content-Type': 'application/xml' } };
}

async function send(request: IncomingMessage, response: ServerResponse, answer: S3Answer): Promise<void> {
  const { status = 200, headers = {}, body = '' } = answer;
  // A refused client may still be sending.
  request.resume();
  response.writeHead(status, { ...headers });
  if (request.method === 'HEAD' || typeof body === 'string') response.end(request.method === 'HEAD' ? '' : body);
  else await pipeline(Readable.from(body, { objectMode: false }), response);
}

function cutShort({ body, ...answer }: S3Answer): S3Answer {
  async function* beginning() {
    if (typeof body === 'object')
      for await (const chunk of body) {
        yield chunk.subarray(0, Math.ceil(chunk.byteLength / 2));
        throw new Error('cut');
      }
  }
  return { ...answer, body: beginning() };
}
