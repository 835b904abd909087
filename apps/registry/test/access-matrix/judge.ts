import type { Answer } from '../harness/ask.js';
import type { Expected } from './expected-answer.js';

const challenge = 'Bearer realm="http://registry.test/v2/token",service="registry.test"';

/** The fault of an answer; `undefined` if it is right. */
export function faultOf(answer: Answer, method: string, expected: Expected, status: number): string | undefined {
  const [actual, wanted] = [summaryOf(answer, method), summaryFor(expected, method, status)];
  return actual === wanted ? undefined : `answers ${actual} instead of ${wanted}`;
}

function summaryOf({ status, headers, body }: Answer, method: string): string {
  const given = headers['www-authenticate'] ?? 'no challenge';
  if (status < 400) return `${status}, ${given}`;
  return `${status}, ${given}, ${method === 'HEAD' ? bodyOfHead(body) : codeOf(body)}`;
}

function summaryFor(expected: Expected, method: string, status: number): string {
  if (expected.outcome === 'refused') {
    const given = expected.challenge === undefined ? 'no challenge' : `${challenge}${expected.challenge}`;
    return `${expected.status}, ${given}, ${method === 'HEAD' ? bodyOfHead('') : expected.code}`;
  }
  if (status < 400) return `${status}, no challenge`;
  return `${status}, no challenge, ${method === 'HEAD' ? bodyOfHead('') : 'unknown'}`;
}

const bodyOfHead = (body: string) => `${body.length} bytes`;

/** The code of an error. The codes for unknown content become one, because they differ by the kind of content. */
function codeOf(body: string): string {
  const { errors } = JSON.parse(body) as { readonly errors: readonly { readonly code: string }[] };
  return errors
    .map(({ code }) => (/^(?:NAME|BLOB|BLOB_UPLOAD|MANIFEST)_UNKNOWN$/.test(code) ? 'unknown' : code))
    .join();
}

/** The parts of an answer that a client can compare. The name of the repository is replaced. */
export function faceOf({ status, headers, body }: Answer, repository: string): string {
  const { date: _, 'x-request-id': __, ...rest } = headers;
  return JSON.stringify([status, rest, body]).replaceAll(repository, ':name');
}
