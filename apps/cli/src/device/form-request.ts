import { ConnectionError, type Fetch, type FetchedResponse } from '@lading/client';

/** An answer in JSON. */
export interface JsonAnswer {
  readonly status: number;
  /** Empty if the answer is not a JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | undefined;
}

interface FormRequest {
  readonly url: URL;
  /** Sends a form with POST; a GET without a body if absent. */
  readonly form?: Readonly<Record<string, string>>;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
}

/** More than any answer of the device flow has. */
const mostBytes = 64 * 1024;

/** Sends a request of OAuth 2. It follows no redirect, because the request may have a secret. @throws ConnectionError */
export async function sendForm({ url, form, fetch, signal }: FormRequest): Promise<JsonAnswer> {
  const method = form === undefined ? 'GET' : 'POST';
  try {
    const response = await fetch(url.href, { ...initOf(form), method, redirect: 'manual', signal });
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      status: response.status,
      body: await readObject(response),
      retryAfterSeconds: Number.isFinite(seconds) ? seconds : undefined,
    };
  } catch (error) {
    signal.throwIfAborted();
    throw new ConnectionError(error, { method, url });
  }
}

function initOf(form: FormRequest['form']) {
  const headers = { accept: 'application/json' };
  if (form === undefined) return { headers };
  const bytes = new TextEncoder().encode(new URLSearchParams(form).toString());
  const sized = {
    ...headers,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(bytes.byteLength),
  };
  return { headers: sized, body: once(bytes), duplex: 'half' } as const;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function readObject({ body }: FetchedResponse): Promise<JsonAnswer['body']> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body ?? []) {
    size += piece.byteLength;
    if (size > mostBytes) return {};
    pieces.push(Uint8Array.from(piece));
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(pieces).toString());
    return typeof value === 'object' && value !== null ? (value as JsonAnswer['body']) : {};
  } catch {
    return {};
  }
}
