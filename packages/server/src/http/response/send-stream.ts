import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

/**
 * Sends a stream as the body. If the source fails or has another length than was announced, the connection is closed: a
 * client must never mistake a part of a blob for all of it. If the client leaves, the source is destroyed.
 */
export function sendStream(response: ServerResponse, source: Readable, length: number | undefined): void {
  let sent = 0;
  source.on('data', (chunk: Uint8Array) => {
    sent += chunk.byteLength;
    if (length !== undefined && sent > length) source.destroy(new Error('the content is longer than it was announced'));
    else if (!response.write(chunk)) source.pause();
  });
  response.on('drain', () => source.resume());
  response.on('error', () => source.destroy());
  response.once('close', () => source.destroy());
  source.once('error', () => response.destroy());
  source.once('end', () => {
    if (length === undefined || sent === length) response.end();
    else response.destroy();
  });
  source.once('close', () => {
    if (!source.readableEnded) response.destroy();
  });
  if (source.destroyed) response.destroy();
}
