import assert from 'node:assert/strict';
import type { OciErrorCode } from '@lading/core';
import { type Answer, header, headerLines } from './http/answer.js';
import { textOf } from './http/exchange.js';

/** Codes of the specification, and those of Docker's that clients must expect (ERR-03, ERR-06). */
const knownCodes: ReadonlySet<string> = new Set<string>([
  'BLOB_UNKNOWN',
  'BLOB_UPLOAD_INVALID',
  'BLOB_UPLOAD_UNKNOWN',
  'DIGEST_INVALID',
  'MANIFEST_BLOB_UNKNOWN',
  'MANIFEST_INVALID',
  'MANIFEST_UNKNOWN',
  'NAME_INVALID',
  'NAME_UNKNOWN',
  'SIZE_INVALID',
  'UNAUTHORIZED',
  'DENIED',
  'UNSUPPORTED',
  'TOOMANYREQUESTS',
] satisfies OciErrorCode[]);

type OneOrMore<T> = T | readonly T[];

function listOf<T>(value: OneOrMore<T>): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

/** The request and its answer, for the message of a failure. */
export function describeAnswer(answer: Answer): string {
  const body = textOf(answer.body, 200).trim();
  return `${answer.method} ${shorten(answer.url)} answered ${answer.status}${body === '' ? '' : `: ${body}`}`;
}

function shorten(text: string): string {
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

export function expectStatus(answer: Answer, expected: OneOrMore<number>): void {
  const wanted = listOf(expected);
  assert.ok(wanted.includes(answer.status), `${describeAnswer(answer)}; expected ${wanted.join(' or ')}`);
}

/** The field is sent once, with this value or one that matches. Gives the value back. */
export function expectHeader(answer: Answer, name: string, expected?: string | RegExp): string {
  const lines = headerLines(answer, name);
  assert.ok(lines.length === 1, `${describeAnswer(answer)}; expected one ${name}, got ${lines.length || 'none'}`);
  const value = lines[0] ?? '';
  if (typeof expected === 'string') assert.equal(value, expected, `${name} of ${describeAnswer(answer)}`);
  else if (expected !== undefined) assert.match(value, expected, `${name} of ${describeAnswer(answer)}`);
  return value;
}

export function expectNoHeader(answer: Answer, name: string): void {
  assert.equal(header(answer, name), undefined, `${name} of ${describeAnswer(answer)}`);
}

/** The body is exactly these bytes. Big bodies are compared without printing them. */
export function expectBody(answer: Answer, bytes: Uint8Array): void {
  assert.equal(answer.body.length, bytes.byteLength, `length of the body of ${answer.method} ${shorten(answer.url)}`);
  assert.ok(answer.body.equals(bytes), `${answer.method} ${shorten(answer.url)} answered other bytes than were pushed`);
}

export function expectJson(answer: Answer): unknown {
  expectHeader(answer, 'content-type', /^application\/(?:[\w.-]+\+)?json(?:\s*;.*)?$/);
  return JSON.parse(answer.body.toString());
}

/**
 * A refusal as the specification itself allows it: the status, and if there is a JSON body, one of its form (ERR-01,
 * ERR-02). Which codes there are is a matter of its own: one wrong code must not look like many wrong refusals. Nothing of the registry's inside is told, and HEAD has no body.
 */
export function expectRefusal(answer: Answer, status: OneOrMore<number>): void {
  expectStatus(answer, status);
  if (answer.method === 'HEAD') assert.equal(answer.body.length, 0, 'a HEAD has no body');
  const text = answer.body.toString();
  assert.doesNotMatch(
    text,
    /\n\s+at .+:\d+|node_modules|node:internal|goroutine \d+/,
    'an error body shows no stack trace',
  );
  if (answer.body.length > 0 && /json/.test(header(answer, 'content-type') ?? '')) expectErrorBody(answer);
}

/** If this is a refusal (4xx) with a JSON body, its codes are of the specification's table (ERR-03). */
export function expectKnownCodes(answer: Answer): void {
  if (answer.status < 400 || answer.status >= 500 || !/json/.test(header(answer, 'content-type') ?? '')) return;
  for (const code of expectErrorBody(answer))
    assert.ok(knownCodes.has(code), `${describeAnswer(answer)}; unknown code ${code}`);
}

/** A refusal of our own registry: also has the code, in JSON that every client can read. */
export function expectError(answer: Answer, status: OneOrMore<number>, code: OneOrMore<OciErrorCode>): void {
  expectRefusal(answer, status);
  if (answer.method === 'HEAD') return;
  expectHeader(answer, 'content-type', /^application\/json(?:\s*;.*)?$/);
  const codes = expectErrorBody(answer);
  expectKnownCodes(answer);
  const wanted = listOf(code);
  assert.ok(
    wanted.some((each) => each === codes[0]),
    `${describeAnswer(answer)}; expected the code ${wanted.join(' or ')}`,
  );
}

/** The body is an error body; gives its codes. */
function expectErrorBody(answer: Answer): string[] {
  const body = JSON.parse(answer.body.toString()) as { errors?: readonly { code?: unknown; message?: unknown }[] };
  assert.ok(Array.isArray(body?.errors) && body.errors.length > 0, `${describeAnswer(answer)}; expected errors[]`);
  return body.errors.map(({ code, message = '' }) => {
    assert.ok(typeof code === 'string' && /^[A-Z_]+$/.test(code), `${describeAnswer(answer)}; no code: ${code}`);
    assert.equal(typeof message, 'string', `${describeAnswer(answer)}; a message is text`);
    return code;
  });
}
