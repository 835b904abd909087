import { type Blob, type Image, imageManifestType } from './image.js';

const answerSeconds = 20;

export interface Request {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly redirect?: 'follow' | 'manual';
}

/** A request with its whole answer. */
export interface Answer {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** An answer with another status than expected. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly status: number;
  readonly body: string;

  constructor({ method, url, status, body }: Answer) {
    const text = body.toString('utf8');
    super(`${method} ${url}: ${status} ${text.slice(0, 500)}`);
    this.status = status;
    this.body = text;
  }
}

/**
 * Pushes an image with the requests of real clients: HEAD, POST, PATCH and PUT for each blob, and the manifest last.
 * @throws {StatusError} at any other answer than success
 */
export async function pushImage(url: string, repository: string, tag: string, image: Image): Promise<void> {
  for (const blob of image.blobs) await pushBlob(url, repository, blob);
  await pushManifest(url, repository, tag, image);
}

export async function pushBlob(url: string, repository: string, { digest, bytes }: Blob): Promise<void> {
  const head = await send('HEAD', `${url}/v2/${repository}/blobs/${digest}`);
  if (head.status === 200) return;
  expectStatus(head, 404);
  const session = await beginUpload(url, repository);
  const headers = { 'content-type': 'application/octet-stream' };
  const patched = expectStatus(await send('PATCH', session, { headers, body: bytes }), 202);
  const end = closing(locationOf(patched), digest);
  expectStatus(await send('PUT', end, { headers: { 'content-length': '0' } }), 201);
}

/** Opens an upload. Resolves to the absolute URL of its session. */
export async function beginUpload(url: string, repository: string): Promise<URL> {
  return locationOf(expectStatus(await send('POST', `${url}/v2/${repository}/blobs/uploads/`), 202));
}

/** The same URL with the digest that closes its upload. */
export function closing(session: URL, digest: string): URL {
  const url = new URL(session);
  url.searchParams.set('digest', digest);
  return url;
}

export async function pushManifest(url: string, repository: string, reference: string, image: Image): Promise<void> {
  const request = { headers: { 'content-type': imageManifestType }, body: image.manifest };
  expectStatus(await send('PUT', `${url}/v2/${repository}/manifests/${reference}`, request), 201);
}

/** Pulls a whole image. Resolves to everything that is not as it was pushed. */
export async function findPullProblems(
  url: string,
  repository: string,
  references: readonly string[],
  image: Image,
): Promise<string[]> {
  const wanted = [
    ...references.map((reference) => ({ path: `manifests/${reference}`, bytes: image.manifest })),
    ...image.blobs.map(({ digest, bytes }) => ({ path: `blobs/${digest}`, bytes })),
  ];
  const problems: string[] = [];
  const request: Request = { headers: { accept: imageManifestType }, redirect: 'follow' };
  for (const { path, bytes } of wanted) {
    const { status, body } = await send('GET', `${url}/v2/${repository}/${path}`, request);
    if (status !== 200) problems.push(`${repository}/${path}: ${status}`);
    else if (!body.equals(bytes)) problems.push(`${repository}/${path}: ${body.length} other bytes`);
  }
  return problems;
}

/** Sends one request and reads the whole answer. Rejects if the connection breaks or takes longer than 20 s. */
export async function send(method: string, url: string | URL, request: Request = {}): Promise<Answer> {
  const signal = AbortSignal.timeout(answerSeconds * 1000);
  const response = await fetch(url, { method, redirect: 'manual', signal, ...(request as RequestInit) });
  const body = Buffer.from(await response.arrayBuffer());
  return { method, url: String(url), status: response.status, headers: response.headers, body };
}

/** Sends a GET that must succeed. Resolves to the parsed answer, whose type the caller vouches for. */
export async function getJson<Value>(url: string): Promise<Value> {
  return JSON.parse(expectStatus(await send('GET', url), 200).body.toString('utf8')) as Value;
}

/** @throws {StatusError} unless the answer has one of these statuses */
export function expectStatus(answer: Answer, ...expected: readonly number[]): Answer {
  if (!expected.includes(answer.status)) throw new StatusError(answer);
  return answer;
}

/** The absolute URL of the `Location` of an answer. */
export function locationOf(answer: Answer): URL {
  return new URL(answer.headers.get('location') ?? '', answer.url);
}
