import { Agent, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Question {
  readonly method: string;
  readonly path: string;
  readonly authorization?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Ask = (question: Question) => Promise<Answer>;

/** Sends requests to a port of this machine over a few connections. */
export function asker(port: number): { readonly ask: Ask; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  return {
    ask: ({ method, path, authorization, headers, body }) =>
      new Promise((resolve, reject) => {
        const length = body === undefined ? undefined : { 'content-length': String(Buffer.byteLength(body)) };
        const fields = { ...headers, ...length, ...(authorization && { authorization }) };
        const sent = request({ host: '127.0.0.1', port, agent, method, path, headers: fields }, (response) => {
          const { statusCode: status = 0 } = response;
          buffer(response).then((bytes) => {
            const entries = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
            resolve({ status, headers: Object.fromEntries(entries), body: bytes.toString() });
          }, reject);
        });
        sent.once('error', reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}
