import { responseError } from '../error/response-error.js';
import type { Answer } from '../http/answer.js';
import type { Span } from './resumed-chunks.js';

/**
 * Finds the size of a blob by a request for its first byte, where HEAD was refused or told no size: addresses to which
 * registries redirect are often signed for GET alone. Undefined if there is no such blob.
 */
export async function sizeByRange(
  head: Answer,
  get: (headers: Readonly<Record<string, string>>) => Promise<Answer>,
): Promise<number | undefined> {
  const answer = await get({ range: 'bytes=0-0' });
  const total = totalOf(answer);
  await answer.abandon();
  if (answer.status === 404) return undefined;
  if (total !== undefined) return total;
  if (head.status !== 200) throw await responseError(head);
  throw answer.fault('the registry does not tell the size of the blob');
}

/** The whole length of a blob, as an answer to a range or to a plain GET tells. */
function totalOf(answer: Answer): number | undefined {
  if (answer.status === 200) return answer.contentLength;
  const [, total] =
    /^bytes (?:\d{1,15}-\d{1,15}|\*)\/(\d{1,15})$/.exec(answer.headers.get('content-range') ?? '') ?? [];
  return total === undefined ? undefined : Number(total);
}

/** How many bytes of a blob a span has, as far as its size is known. */
export function sizeOfRange(answer: Answer, { first, last }: Span, known: number | undefined): number | undefined {
  const total = known ?? totalOf(answer);
  if (total === undefined) return last === undefined ? undefined : last - first + 1;
  return Math.max(0, Math.min(last ?? total - 1, total - 1) - first + 1);
}
