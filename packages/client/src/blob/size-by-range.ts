import type { Answer } from '../http/answer.js';
import { readResponseError } from '../http/read-response-error.js';
import type { Span } from './resumed-chunks.js';

/**
 * Finds the size of a blob by a request for its first byte, for when HEAD is refused or has no size: registries often redirect
 * to addresses that are signed for GET only. Undefined if there is no such blob.
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
  if (head.status !== 200) throw await readResponseError(head);
  throw answer.fault('the registry does not send the size of the blob');
}

/** The whole length of a blob, from a response to a GET with or without a range. */
function totalOf(answer: Answer): number | undefined {
  if (answer.status === 200) return answer.contentLength;
  const [, total] =
    /^bytes (?:\d{1,15}-\d{1,15}|\*)\/(\d{1,15})$/.exec(answer.headers.get('content-range') ?? '') ?? [];
  return total === undefined ? undefined : Number(total);
}

/** The number of bytes in a span; undefined if it has no end and the size of the blob is unknown. */
export function sizeOfRange(answer: Answer, { first, last }: Span, known: number | undefined): number | undefined {
  const total = known ?? totalOf(answer);
  if (total === undefined) return last === undefined ? undefined : last - first + 1;
  return Math.max(0, Math.min(last ?? total - 1, total - 1) - first + 1);
}
