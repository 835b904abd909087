// A person signs in through an identity provider that shares no code with ours: the example of zitadel/oidc, which is written in
// Go.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAccessFile } from './harness/accounts.js';
import { Checks } from './harness/checks.js';
import { openExternalDatabase } from './harness/database.js';
import { expectEqual } from './harness/expect.js';
import { findFreePort } from './harness/free-port.js';
import { PlainBrowser } from './harness/plain-browser.js';
import { startReplica } from './harness/replicas.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';
import { waitUntil } from './harness/wait.js';

const checks = new Checks('identity-providers');
const { check } = checks;
const work = makeTemporaryDirectory('identity-providers');
const [providerPort, registryPort] = [await findFreePort(), await findFreePort()];
/** Its `iss` ends with a slash. */
const issuer = `http://localhost:${providerPort}/`;
const origin = `http://localhost:${registryPort}`;
const people = {
  'id-of-eve': { ID: 'id-of-eve', Username: 'eve@example.com', Password: 'x', Email: 'eve@example.com' },
};
writeFileSync(join(work, 'users.json'), JSON.stringify(people));
writeFileSync(join(work, 'oidc-secret'), 'secret\n');

const provider = spawn('zitadel-oidc', {
  env: {
    PATH: process.env.PATH,
    PORT: String(providerPort),
    REDIRECT_URI: `${origin}/login/oidc/zitadel/callback`,
    USERS_FILE: join(work, 'users.json'),
  },
  stdio: 'ignore',
});
provider.once('error', (error) => {
  checks.fail('the provider starts', error);
});
const accessFile = await writeAccessFile(work, [], {
  rules: [{ who: ['group:nobody'], where: ['**'], what: ['pull'] }],
  providers: [
    {
      name: 'zitadel',
      issuer,
      clientId: 'web',
      clientSecretFile: 'oidc-secret',
      addresses: ['127.0.0.1', '::1'],
    },
  ],
});
const database = await openExternalDatabase(work, `lading_ci_${randomBytes(6).toString('hex')}`);
const registry = await startReplica({
  directory: work,
  name: 'registry',
  port: registryPort,
  environment: { DATABASE_URL: database.url, LADING_ACCESS_FILE: accessFile, LADING_PUBLIC_URL: origin },
});

async function me(browser: PlainBrowser): Promise<{ readonly name?: string }> {
  const headers = { cookie: browser.cookiesOf(new URL(origin).host) };
  return (await (await fetch(`${origin}/api/v1/me`, { headers })).json()) as { readonly name?: string };
}

await check('the provider starts', () =>
  waitUntil(
    'its metadata can be read',
    async () => {
      const answer = await fetch(`${issuer}.well-known/openid-configuration`).catch(() => undefined);
      return answer?.ok === true;
    },
    { seconds: 20 },
  ),
);

await check('[A83] a person signs in, and comes back to the page that they wanted', async () => {
  const browser = new PlainBrowser();
  const login = await browser.visit(`${origin}/login/oidc/zitadel?redirect_to=/account`);
  const page = await browser.send(login, { username: 'eve@example.com', password: 'x' });
  expectEqual(page.url.href, `${origin}/account`);
  expectEqual((await me(browser)).name, 'eve');
});

await check('[A82] the callback URL works only in the same browser, and only once', async () => {
  const [browser, other] = [new PlainBrowser(), new PlainBrowser()];
  const login = await browser.visit(`${origin}/login/oidc/zitadel`);
  const isCallback = ({ pathname }: URL) => pathname.endsWith('/callback') && pathname.startsWith('/login/oidc');
  const { url } = await browser.send(login, { username: 'eve@example.com', password: 'x' }, isCallback);
  const expired = `${origin}/login?error=sign-in-expired`;
  expectEqual((await other.visit(url)).url.href, expired);
  expectEqual((await browser.visit(url)).url.href, `${origin}/account`);
  expectEqual((await browser.visit(url)).url.href, expired);
});

await check('a wrong password at the provider signs nobody in', async () => {
  const browser = new PlainBrowser();
  const login = await browser.visit(`${origin}/login/oidc/zitadel`);
  const page = await browser.send(login, { username: 'eve@example.com', password: 'wrong' });
  expectEqual(page.url.origin, new URL(issuer).origin);
  expectEqual((await me(browser)).name, undefined);
});

await check('the registry stops', () => registry.stop());
provider.kill();
await database.close();
checks.finish();
