import type { IncomingMessage } from 'node:http';

/** A whole response, as it came over the wire. */
export interface Answer {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly body: Buffer;
  /** Names and values by turns, as sent. */
  readonly rawHeaders: readonly string[];
}

/** The values of a header field, one for each line that was sent. */
export function headerLines(answer: Answer, name: string): string[] {
  const wanted = name.toLowerCase();
  return answer.rawHeaders.filter(
    (_, index) => index % 2 === 1 && answer.rawHeaders[index - 1]?.toLowerCase() === wanted,
  );
}

/** The value of a header field, its lines joined as RFC 9110 §5.3 has it; `undefined` if it was not sent. */
export function header(answer: Answer, name: string): string | undefined {
  const lines = headerLines(answer, name);
  return lines.length === 0 ? undefined : lines.join(', ');
}

/** Reads a response to its end. */
export async function readAnswer(message: IncomingMessage, method: string, url: string): Promise<Answer> {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  return {
    method,
    url,
    status: message.statusCode ?? 0,
    body: Buffer.concat(pieces),
    rawHeaders: message.rawHeaders,
  };
}
