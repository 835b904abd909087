import type { Answer } from './answer.js';
import type { RequestBody } from './request-options.js';

/** A request and what came back, shortened for a person to read. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: readonly string[];
  /** Bytes of the request's body, where they are known. */
  readonly requestSize?: number;
  readonly status: number;
  readonly responseHeaders: readonly string[];
  /** The start of the response's body, if it is text. */
  readonly responseBody: string;
  readonly responseSize: number;
}

export type ExchangeObserver = (exchange: Exchange) => void;

const longestBody = 1000;
const secretFields = /^(?:authorization|proxy-authorization|cookie|set-cookie):/i;
const secretParameters = /([?&](?:[^=&]*(?:token|signature|credential|password|secret)[^=&]*|sig)=)[^&\s"]*/gi;

/** Takes a request and its answer down, without the values that let somebody in. */
export function exchangeOf(
  answer: Answer,
  sent: Readonly<Record<string, string | readonly string[]>>,
  body: RequestBody | undefined,
): Exchange {
  const known = typeof body === 'string' || body instanceof Uint8Array;
  return {
    method: answer.method,
    url: withoutSecrets(answer.url),
    requestHeaders: Object.entries(sent).flatMap(([name, value]) => [value].flat().map((one) => field(name, one))),
    ...(known && { requestSize: Buffer.byteLength(body) }),
    status: answer.status,
    responseHeaders: pairsOf(answer.rawHeaders),
    responseBody: textOf(answer.body),
    responseSize: answer.body.length,
  };
}

function pairsOf(rawHeaders: readonly string[]): string[] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [field(name, rawHeaders[index + 1] ?? '')] : []));
}

function field(name: string, value: string): string {
  const line = `${name}: ${value}`;
  return secretFields.test(line) ? `${name}: (left out)` : withoutSecrets(line);
}

/** Presigned addresses carry what lets a reader in. */
export function withoutSecrets(text: string): string {
  return text.replace(secretParameters, '$1(left-out)').replace(/(https?:\/\/)[^/\s"@]*@/gi, '$1');
}

/** The start of a body that is text, and the size of another. */
export function textOf(body: Buffer, longest = longestBody): string {
  const text = body.subarray(0, longest).toString();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: text does not contain them.
  if (/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text)) return `(${body.length} bytes)`;
  return withoutSecrets(text + (body.length > longest ? '…' : ''));
}
