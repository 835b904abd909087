import type { JsonDocument } from './json-document.js';
import { code } from './json-tokens.js';
import type { Steps } from './steps.js';

/** Tokens of one step. */
const stepTokens = 1024;

/**
 * The text of an object of strings, without the space between its tokens. As in Go, `null` is an empty string. The text is
 * copied in long pieces: in one piece if it has neither space nor `null`. The pieces are joined step by step, because a join of
 * a million of them would take tens of milliseconds.
 */
export function* textOfStrings(document: JsonDocument, object: number): Steps<string> {
  const first = object + 1;
  const end = document.after(object);
  if (first === end) return '{}';
  const parts: string[] = [];
  let pieces = ['{'];
  let from = document.startOf(first);
  for (let token = first; token < end; token++) {
    if (token % stepTokens === 0) {
      parts.push(pieces.join(''));
      pieces = [];
      yield;
    }
    const isNull = document.unitAt(token) === code.lowerN;
    const next = token + 1 === end ? undefined : document.startOf(token + 1);
    if (!isNull && next === document.endOf(token) + 1) continue;
    pieces.push(document.text.slice(from, isNull ? document.startOf(token) : document.endOf(token)));
    if (isNull) pieces.push('""');
    pieces.push(separatorAfter(token - first, next));
    from = next ?? from;
  }
  return parts.concat(pieces).join('');
}

/** Names and values take turns, and names come first. */
function separatorAfter(position: number, next: number | undefined): string {
  if (next === undefined) return '}';
  return position % 2 === 0 ? ':' : ',';
}
