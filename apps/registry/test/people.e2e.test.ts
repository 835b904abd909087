import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlainBrowser } from '@lading/e2e/harness/plain-browser';
import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { eventually } from '@lading/e2e/harness/wait';
import { writeAccess } from './harness/access-files.js';
import { type Ask, asker } from './harness/ask.js';
import { basic } from './harness/credentials.js';
import { useExternalDatabase } from './harness/external-database.js';
import { PersonProvider } from './harness/person-provider.js';
import { type RegistryProcess, startRegistry } from './harness/registry-process.js';

const origin = 'https://registry.test';
const host = 'registry.test';
const database = useExternalDatabase();
/** Two replicas of one registry. */
const replicas: { readonly registry: RegistryProcess; readonly url: string; readonly ask: Ask; close(): void }[] = [];
let provider: PersonProvider;

beforeAll(async () => {
  const cwd = makeTemporaryDirectory('registry');
  const secret = randomBytes(16).toString('hex');
  writeFileSync(join(cwd, 'oidc-secret'), `${secret}\n`);
  provider = await PersonProvider.start({ secret, origin });
  const company = {
    name: 'company',
    title: 'Company account',
    issuer: provider.issuer,
    clientId: 'lading',
    clientSecretFile: 'oidc-secret',
    scopes: ['openid', 'profile', 'email', 'groups'],
    groups: { developers: 'dev' },
    addresses: ['127.0.0.1'],
  };
  writeAccess(cwd, {
    providers: [company],
    rules: [{ who: ['group:dev'], where: ['team/**'], what: ['pull', 'push'] }],
  });
  const environment = {
    DATABASE_URL: database.url,
    LADING_PUBLIC_URL: origin,
    LADING_SEALING_KEY: randomBytes(32).toString('base64'),
    LADING_LOG_LEVEL: 'trace',
  };
  for (let count = 0; count < 2; count += 1) {
    const { registry, url } = await startRegistry(environment, { cwd });
    replicas.push({ registry, url, ...asker(Number(new URL(url).port)) });
  }
});
afterAll(async () => {
  for (const { close } of replicas) close();
  await provider.close();
});
beforeEach(() => {
  provider.claims.set('ada', { preferred_username: 'Ada', name: 'Ada Lovelace', groups: ['developers', 'admins'] });
});

/** A browser whose requests to the registry all go to one replica, which may change. */
function openBrowser() {
  const at = { replica: 0 };
  const browser = new PlainBrowser((url) =>
    url.host === host ? new URL(replicas[at.replica]?.url ?? '').host : undefined,
  );
  return { at, browser };
}

const isCallback = ({ pathname }: URL) => pathname.endsWith('/callback');

/** Goes to the provider and signs in there. Returns the callback URL. */
async function comeBack(browser: PlainBrowser, name = 'ada'): Promise<URL> {
  const login = await browser.visit(`${origin}/login/oidc/company?redirect_to=/account`);
  const consent = await browser.send(login, { login: name, password: 'x' });
  const [, action = ''] = /<form[^>]*action="([^"]*)"/.exec(consent.body) ?? [];
  expect(action).toContain('/interaction/');
  return (await browser.send(consent, {}, isCallback)).url;
}

async function signIn(name = 'ada') {
  const { at, browser } = openBrowser();
  const back = await comeBack(browser, name);
  const page = await browser.visit(back);
  return { at, browser, back, page };
}

async function me(browser: PlainBrowser, replica = 0) {
  const cookie = browser.cookiesOf(host);
  const answer = await replicas[replica]?.ask({ method: 'GET', path: '/api/v1/me', headers: { host, cookie } });
  return { status: answer?.status, body: JSON.parse(answer?.body ?? '{}') as Record<string, unknown> };
}

describe('a person of an identity provider', () => {
  it('signs in by oidc-provider, and has the groups that a mapping names', async () => {
    const { browser, page } = await signIn();
    expect([page.status, page.url.href]).toEqual([200, `${origin}/account`]);
    expect(await me(browser)).toMatchObject({
      status: 200,
      body: { name: 'ada', groups: ['dev'], isAdministrator: false },
    });
  });

  it('[A83] begins at one replica and finishes at the other, and has a session at both', async () => {
    const { at, browser } = openBrowser();
    const back = await comeBack(browser);
    at.replica = 1;
    expect((await browser.visit(back)).url.href).toBe(`${origin}/account`);
    for (const replica of [0, 1]) expect((await me(browser, replica)).status).toBe(200);
  });

  it('[A82] cannot use the callback URL a second time, at any replica', async () => {
    const { at, browser, back } = await signIn();
    for (const replica of [0, 1]) {
      at.replica = replica;
      expect((await browser.visit(back)).url.href).toBe(`${origin}/login?error=sign-in-expired`);
    }
    const other = openBrowser();
    const stolen = await comeBack(other.browser);
    expect((await openBrowser().browser.visit(stolen)).url.href).toBe(`${origin}/login?error=sign-in-expired`);
    expect((await other.browser.visit(stolen)).url.href).toBe(`${origin}/account`);
  });

  it('[A86] loses a group at the next sign-in, also in sessions at the other replica', async () => {
    const first = await signIn();
    expect((await me(first.browser, 1)).body.groups).toEqual(['dev']);
    provider.claims.set('ada', { preferred_username: 'Ada', groups: [] });
    const second = await signIn();
    expect((await me(second.browser)).body.groups).toEqual([]);
    await eventually(
      () => me(first.browser, 1),
      ({ body }) => JSON.stringify(body.groups) === '[]',
      { seconds: 10 },
    );
  });

  it('uses a personal access token as a password, with the rights of the groups', async () => {
    const { browser } = await signIn();
    const headers = { host, cookie: browser.cookiesOf(host), origin, 'content-type': 'application/json' };
    const created = await replicas[0]?.ask({
      ...{ method: 'POST', path: '/api/v1/tokens', headers },
      body: JSON.stringify({ description: 'laptop' }),
    });
    const { secret } = JSON.parse(created?.body ?? '{}') as { readonly secret: string };
    const path = `/v2/token?service=${host}&scope=repository:team/app:pull,push`;
    const answer = await replicas[1]?.ask({ method: 'GET', path, headers: basic('ada', secret) });
    const [, claims = ''] = (JSON.parse(answer?.body ?? '{}') as { token: string }).token.split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      sub: 'user:ada',
      access: [{ name: 'team/app', actions: ['pull', 'push'] }],
    });
  });

  it('goes to the page of the provider to sign out there, too', async () => {
    const { browser } = await signIn();
    const headers = { host, cookie: browser.cookiesOf(host), origin };
    const answer = await replicas[0]?.ask({ method: 'DELETE', path: '/api/v1/sessions/current', headers });
    const { endSessionUrl } = JSON.parse(answer?.body ?? '{}') as { readonly endSessionUrl: string };
    const page = await browser.visit(endSessionUrl);
    const out = await browser.send(page, { logout: 'yes' });
    expect(out.url.href).toBe(`${origin}/login`);
    expect((await me(browser)).status).toBe(401);
  });

  it('leaves no code and no state in the logs', async () => {
    const { back } = await signIn();
    const output = replicas.map(({ registry }) => registry.output).join();
    expect(output).toContain('/login/oidc/company/callback');
    for (const name of ['code', 'state']) expect(output).not.toContain(back.searchParams.get(name));
  });
});
