import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { basic } from './support/fake-access.js';
import { accounts, settle, startWithAccounts } from './support/registry-with-accounts.js';

const { username, password } = accounts.owner;
const wrong = (number: number) => basic(username, `wrong password ${number}`);

/** Resolves when this many requests have arrived and their clients have left. */
function untilGone(count: number): Promise<void> {
  return new Promise((resolve) => {
    let gone = 0;
    const channel = 'http.server.request.start';
    const watch = (message: unknown) =>
      (message as { readonly response: ServerResponse }).response.once('close', () => {
        gone += 1;
        if (gone < count) return;
        unsubscribe(channel, watch);
        resolve();
      });
    subscribe(channel, watch);
  });
}

/** Sends the head of a request, and leaves when the server has read it. */
function hangUp(url: URL, path: string, authorization: string): void {
  const head = `GET ${path} HTTP/1.1\r\nHost: registry.test\r\nAuthorization: ${authorization}\r\n\r\n`;
  const socket = connect(Number(url.port), url.hostname, () => socket.end(head));
}

describe('a flood of sign-ins', () => {
  let registry: Awaited<ReturnType<typeof startWithAccounts>>;
  let settled: Awaited<ReturnType<typeof settle>>;
  beforeEach(async () => {
    settled = await settle();
    registry = await startWithAccounts(settled);
  });
  afterEach(() => registry.stop());

  const signIn = (path: string, authorization: string) =>
    fetch(new URL(path, registry.url), { headers: { authorization } });

  it.each(['/v2/token', '/v2/'])(
    '[A116] by 200 clients of %s that hang up leaves the places to clients that wait',
    async (path) => {
      const gone = untilGone(200);
      for (let number = 0; number < 200; number += 1) hangUp(registry.url, path, wrong(number));
      await gone;
      expect((await signIn(path, basic(username, password))).status).toBe(200);
      // Few were compared: those whose hashes had begun.
      const [compared] = await settled.store.failures.count(['network 127.0.0.1'], 900);
      expect(compared).toBeLessThan(34);
    },
  );

  it.each(['/v2/token', '/v2/'])(
    '[A116] by 200 clients of %s that wait is limited, and no request fails',
    async (path) => {
      const answers = await Promise.all(Array.from({ length: 200 }, (_, number) => signIn(path, wrong(number))));
      const limited = answers.filter(({ status }) => status === 429);
      expect(answers.filter(({ status }) => status !== 401 && status !== 429)).toEqual([]);
      expect(limited.length).toBeGreaterThan(100);
      for (const answer of limited) {
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(await answer.json()).toMatchObject({ errors: [{ code: 'TOOMANYREQUESTS' }] });
      }
    },
  );
});
