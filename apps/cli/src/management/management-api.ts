import { ConnectionError, type Fetch, type FetchedResponse } from '@lading/client';
import { ManagementError, type Problem } from './management-error.js';

/** The names and values of a query; undefined leaves one out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** The segments of a path below `/api/v1`. */
export type Path = readonly string[];

export interface ManagementApiOptions {
  /** The URL of `/api/v1/`. */
  readonly base: URL;
  /** The registry as people write it, for messages. */
  readonly host: string;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
}

interface Request {
  readonly method: string;
  readonly path: Path;
  readonly query?: Query | undefined;
  readonly body?: object | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The management API of one registry. Each call sends the header fields that prove who asks. */
export class ManagementApi {
  constructor(
    readonly options: ManagementApiOptions,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  get host(): string {
    return this.options.host;
  }

  async get<Answer>(path: Path, query?: Query): Promise<Answer> {
    return readJson(await this.send({ method: 'GET', path, query }));
  }

  /** Lists all records, page by page. */
  async *list<Item>(path: Path, query: Query = {}): AsyncGenerator<Item> {
    for (let after: string | undefined; ; ) {
      const page = await this.get<{ items: readonly Item[]; next?: string }>(path, { ...query, after });
      yield* page.items;
      if (page.next === undefined) return;
      after = page.next;
    }
  }

  async post<Answer>(path: Path, body?: object): Promise<Answer> {
    return readJson(await this.send({ method: 'POST', path, body }));
  }

  /** Creates a record. @throws ManagementError `STALE` if there is one */
  async create<Answer>(path: Path, body: object): Promise<Answer> {
    return readJson(await this.send({ method: 'PUT', path, body, headers: { 'if-none-match': '*' } }));
  }

  /** Replaces a record. @throws ManagementError `STALE` if it has another version by now */
  async replace(path: Path, body: object, version: number): Promise<void> {
    await drain(await this.send({ method: 'PUT', path, body, headers: { 'if-match': `"${version}"` } }));
  }

  async put(path: Path, body: object): Promise<void> {
    await drain(await this.send({ method: 'PUT', path, body }));
  }

  async delete(path: Path): Promise<void> {
    await drain(await this.send({ method: 'DELETE', path }));
  }

  /** The body of an answer as it arrives. */
  async content(path: Path, query: Query): Promise<AsyncIterable<Uint8Array>> {
    const { body } = await this.send({ method: 'GET', path, query });
    return body ?? nothing();
  }

  /**
   * Sends a request, and returns an answer that is no refusal.
   * @throws ManagementError, ConnectionError
   */
  async send(request: Request): Promise<FetchedResponse> {
    const response = await this.exchange(request);
    if (response.status < 300) return response;
    const { status, headers } = response;
    const problem = await readJson<Problem>(response).catch((): Problem => ({}));
    const seconds = Number(headers.get('retry-after') ?? Number.NaN);
    const retryAfterSeconds = Number.isFinite(seconds) ? seconds : undefined;
    throw new ManagementError(problem.code, problem, { host: this.host, status, retryAfterSeconds });
  }

  /** Sends a request, and returns any answer. Follows no redirect, because the request may have a secret. */
  async exchange({ method, path, query = {}, body, headers }: Request): Promise<FetchedResponse> {
    const { base, fetch, signal } = this.options;
    const url = new URL(path.map(encodeURIComponent).join('/'), base);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const bytes = body === undefined ? undefined : new TextEncoder().encode(JSON.stringify(body));
    const all = { accept: 'application/json', ...this.headers, ...headers };
    const init = { method, redirect: 'manual', signal } as const;
    try {
      if (bytes === undefined) return await fetch(url.href, { ...init, headers: all });
      const sized = { ...all, 'content-type': 'application/json', 'content-length': String(bytes.byteLength) };
      return await fetch(url.href, { ...init, headers: sized, body: once(bytes), duplex: 'half' });
    } catch (error) {
      signal.throwIfAborted();
      throw new ConnectionError(error, { method, url });
    }
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function readJson<Value>({ body }: FetchedResponse): Promise<Value> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body ?? nothing()) pieces.push(Uint8Array.from(piece));
  return JSON.parse(Buffer.concat(pieces).toString() || 'null') as Value;
}

/** Reads the rest, so that the connection can be used again. */
async function drain({ body }: FetchedResponse): Promise<void> {
  for await (const _ of body ?? nothing());
}
