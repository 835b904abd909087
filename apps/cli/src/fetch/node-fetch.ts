import * as http from 'node:http';
import * as https from 'node:https';
import type { Content, Fetch, FetchedResponse } from '@lading/client';
import { fieldsOf } from './response-fields.js';
import type { SecureOptions } from './secure-options.js';

/** Networks drop idle connections. */
const idleMilliseconds = 4000;

/**
 * A fetch with Node's HTTP client. It does only what `@lading/client` needs. It loads no package, and copies no bytes into web
 * streams as the built-in fetch does.
 */
export function nodeFetch(options: SecureOptions): Fetch {
  const kept = { keepAlive: true, timeout: idleMilliseconds };
  const plain = new http.Agent(kept);
  const secure = new https.Agent({ ...kept, ...options });
  return (url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const asked = { method, headers, signal };
      const request = url.startsWith('https:')
        ? https.request(url, { ...asked, agent: secure })
        : http.request(url, { ...asked, agent: plain });
      request.on('error', reject).on('response', (response) => {
        // A connection with an incomplete request cannot carry another one.
        response.once('close', () => request.writableEnded || request.destroy());
        resolve(fetched(response));
      });
      if (body === undefined) request.end();
      else sendBody(request, body).catch((error) => request.destroy(error));
    });
}

/**
 * Sends a body. Ends the request with its last announced byte, before the source ends, because the response may arrive by then.
 * Waits until the system has a piece before it reads the next one, so that pieces may be lent.
 */
async function sendBody(request: http.ClientRequest, body: Content): Promise<void> {
  let isAnswered = false;
  request.once('response', () => (isAnswered = true));
  const announced = request.getHeader('content-length');
  let left = announced === undefined ? Number.POSITIVE_INFINITY : Number(announced);
  if (left === 0) request.end();
  for await (const piece of body.lent?.() ?? body) {
    left -= piece.byteLength;
    if (left < 0) break;
    await new Promise<void>((resolve) => {
      if (left === 0) request.end(piece, resolve);
      else request.write(piece, () => resolve());
    });
  }
  // The client closes the source if the response came early.
  if (isAnswered) return;
  if (announced === undefined) request.end();
  else if (left !== 0) throw new Error('the content is not as long as announced');
}

function fetched(response: http.IncomingMessage): FetchedResponse {
  // The reader of the body gets the error.
  response.on('error', () => undefined);
  return {
    status: response.statusCode ?? 0,
    headers: fieldsOf(response.headersDistinct),
    body: {
      [Symbol.asyncIterator]: () => response[Symbol.asyncIterator](),
      cancel: async () => void response.destroy(),
    },
  };
}
