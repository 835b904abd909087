import * as http from 'node:http';
import * as https from 'node:https';
import type { Content, Fetch, FetchedResponse } from '@lading/client';
import { fieldsOf } from './response-fields.js';
import type { SecureOptions } from './secure-options.js';

/** Networks forget connections on which nothing moves. */
const idleMilliseconds = 4000;

/**
 * A fetch that does what the client asks of one and no more, by Node's own HTTP client: it is there already, and passes the
 * bytes on as they come, where the built-in fetch copies each piece into a web stream.
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
        // What was not sent to its end must not be followed by another request.
        response.once('close', () => request.writableEnded || request.destroy());
        resolve(fetched(response));
      });
      if (body === undefined) request.end();
      else sendBody(request, body).catch((error) => request.destroy(error));
    });
}

/**
 * The request ends with the last byte that it announced, and not once its source does: the answer may be on its way by then.
 * The system has a piece when the next is asked for, so that pieces may be lent.
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
  // The client ends the content of a request that was answered early.
  if (isAnswered) return;
  if (announced === undefined) request.end();
  else if (left !== 0) throw new Error('the content is not as long as announced');
}

function fetched(response: http.IncomingMessage): FetchedResponse {
  // Whoever reads it hears of it.
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
