import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoginProvider } from '@lading/access/testing';
import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { createRegistryDataSource } from '@lading/metadata';
import { Canaries } from './access-secrets/canaries.js';
import { places } from './access-secrets/places.js';
import { writeAccess, writeHtpasswd } from './harness/access-files.js';
import { type Answer, type Ask, asker } from './harness/ask.js';
import { basic } from './harness/credentials.js';
import { useExternalDatabase } from './harness/external-database.js';
import { type RegistryProcess, startRegistry } from './harness/registry-process.js';

const database = useExternalDatabase();
const canaries = new Canaries();
let registry: RegistryProcess;
let ask: Ask;
let close: () => void;
let provider: LoginProvider;
let root: { readonly authorization: string };

beforeAll(async () => {
  const cwd = makeTemporaryDirectory('registry');
  const htpasswd = await writeHtpasswd(cwd, { eve: canaries.for('the password of a user of the file') });
  canaries.add('the hash of the htpasswd file', readFileSync(htpasswd, 'utf8').trim().split(':')[1] ?? '');
  writeFileSync(join(cwd, 'oidc-secret'), canaries.for('the secret of a client of a provider'));
  provider = await LoginProvider.start({ clientSecret: canaries.for('the secret of a client of a provider') });
  const { issuer, clientId } = provider;
  const company = { name: 'company', issuer, clientId, clientSecretFile: 'oidc-secret', addresses: ['127.0.0.1'] };
  writeAccess(cwd, {
    htpasswd: 'htpasswd',
    providers: [company],
    rules: [{ who: ['user:ada'], where: ['**'], what: ['admin'] }],
  });
  const file = join(cwd, 'password');
  writeFileSync(file, canaries.for('the password of the administrator'));
  const sealingKey = randomBytes(32).toString('base64');
  canaries.add('the sealing key', sealingKey);
  canaries.add('the password of the database', new URL(database.url).password);
  const environment = {
    DATABASE_URL: database.url,
    LADING_ADMIN_PASSWORD_FILE: file,
    LADING_ADMIN_NAME: 'ada',
    LADING_SEALING_KEY: sealingKey,
    LADING_LOG_LEVEL: 'trace',
  };
  let url: string;
  ({ registry, url } = await startRegistry(environment, { cwd }));
  ({ ask, close } = asker(Number(new URL(url).port)));
  await useSecrets();
});
afterAll(async () => {
  close();
  await provider.close();
});

/** Signs in with a right secret of each kind, and makes secrets of each kind. */
async function useSecrets(): Promise<void> {
  const password = canaries.for('the password of the administrator');
  const scope = 'repository:team/app:pull,push';
  const form = { grant_type: 'password', username: 'ada', password, scope };
  const formType = { 'content-type': 'application/x-www-form-urlencoded' };
  const byForm = await done({
    method: 'POST',
    path: '/token',
    headers: formType,
    body: `${new URLSearchParams(form)}`,
  });
  const ofFile = basic('eve', canaries.for('the password of a user of the file'));
  const byBasic = await done({ method: 'GET', path: `/v2/token?scope=${scope}`, headers: ofFile });
  for (const [title, answer] of Object.entries({ 'a token by form': byForm, 'a token by Basic': byBasic })) {
    const { token } = JSON.parse(answer.body) as { readonly token: string };
    canaries.add(title, token.split('.')[2] ?? '');
    await done({ method: 'GET', path: '/v2/', headers: { authorization: `Bearer ${token}` } });
  }
  const session = await done({
    ...{ method: 'POST', path: '/api/v1/sessions', body: JSON.stringify({ name: 'ada', password }) },
    headers: { 'content-type': 'application/json' },
  });
  const cookie = session.headers['set-cookie']?.split(';')[0] ?? '';
  canaries.add('the secret of a session', cookie.split('=')[1] ?? '');
  const page = { cookie, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
  const make = async (title: string, method: string, path: string, body: unknown) => {
    const answer = await done({ method, path, headers: page, body: JSON.stringify(body) });
    const { secret } = JSON.parse(answer.body || '{}') as { readonly secret?: string };
    if (secret !== undefined) canaries.add(title, secret);
    return secret ?? '';
  };
  await signInByProvider();
  await approveDevice(cookie);
  const token = await make('a personal access token', 'POST', '/api/v1/tokens', { description: 'canary' });
  root = { authorization: `Bearer ${token}` };
  await make('', 'PUT', '/api/v1/robots/builder', { namespace: 'team/**' });
  const robot = await make('a secret of a robot', 'POST', '/api/v1/robots/builder/secrets', { description: 'canary' });
  await make('', 'PUT', '/api/v1/users/grace', {});
  const changed = canaries.for('a password that was set');
  await make('', 'PUT', '/api/v1/users/grace/password', { password: changed });
  for (const headers of [basic('builder', robot), basic('x', token), basic('grace', changed)])
    await done({ method: 'GET', path: '/v2/', headers });
}

/** Goes to the provider and back, as a browser does. */
async function signInByProvider(): Promise<void> {
  const begun = await done({ method: 'GET', path: '/login/oidc/company' });
  const cookie = begun.headers['set-cookie']?.split(';')[0] ?? '';
  canaries.add('the ticket of a person', cookie.split('=')[1] ?? '');
  const back = await provider.visit(new URL(String(begun.headers.location)));
  for (const name of ['code', 'state']) canaries.add(`the ${name} of a person`, back.searchParams.get(name) ?? '');
  const finished = await done({ method: 'GET', path: `${back.pathname}${back.search}`, headers: { cookie } });
  canaries.add(
    'the secret of the session of a person',
    /lading=([\w-]{43})/.exec(String(finished.headers['set-cookie']))?.[1] ?? '',
  );
  if (finished.status !== 303) throw new Error(`the provider answers ${finished.status}`);
}

/** Approves a device on the page, and fetches its token. */
async function approveDevice(cookie: string): Promise<void> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const post = (path: string, form: Record<string, string>, more: Record<string, string> = {}) =>
    done({ method: 'POST', path, headers: { ...headers, ...more }, body: `${new URLSearchParams(form)}` });
  const begun = JSON.parse((await post('/login/device/code', { client_id: 'lading' })).body) as Record<string, string>;
  const { device_code = '', user_code = '' } = begun;
  canaries.add('a device code', device_code);
  canaries.add('a user code', user_code);
  canaries.add('a user code without its hyphen', user_code.replace('-', ''));
  await post('/device', { user_code, decision: 'approve' }, { cookie, 'sec-fetch-site': 'same-origin' });
  const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
  const granted = await post('/login/device/token', { grant_type, client_id: 'lading', device_code });
  const { access_token = '' } = JSON.parse(granted.body) as Record<string, string>;
  canaries.add('the token of a device', access_token);
  await done({ method: 'GET', path: '/v2/', headers: basic('ada', access_token) });
  // It remains undecided until the end.
  const waiting = JSON.parse((await post('/login/device/code', { client_id: 'lading' })).body) as Record<
    string,
    string
  >;
  canaries.add('a device code that waits', waiting.device_code ?? '');
}

async function done(question: Parameters<Ask>[0]): Promise<Answer> {
  const answer = await ask(question);
  if (answer.status >= 400) throw new Error(`${question.method} ${question.path}: ${answer.status} ${answer.body}`);
  return answer;
}

const textOf = ({ headers, body }: Answer) => `${JSON.stringify(headers)}${body}`;

describe('a secret of a client', () => {
  it.each(places)('[A30] [A117] is not in the answer to $title', async ({ title, question }) => {
    const answer = await ask(question(canaries.for(title)));
    expect(answer.status).toBeLessThan(500);
    expect(canaries.foundIn(textOf(answer))).toEqual([]);
  });

  it.each(['/metrics', '/health/ready', '/api/v1/audit?limit=1000', '/api/v1/audit/export'])(
    '[A117] is not in %s',
    async (path) => {
      const answer = await done({ method: 'GET', path, headers: root });
      expect(canaries.foundIn(textOf(answer))).toEqual([]);
    },
  );

  it.each([
    '/tokens',
    '/robots',
    '/robots/builder/secrets',
    '/sessions',
    '/users/ada',
    '/keys',
    '/rules',
    '/file-rules',
  ])('[A78] is not in /api/v1%s', async (path) => {
    const answer = await done({ method: 'GET', path: `/api/v1${path}`, headers: root });
    expect(canaries.foundIn(textOf(answer))).toEqual([]);
  });

  it('[A117] is in no answer while the database is down, and never in the log', async () => {
    await database.stop();
    const answers = await Promise.all(places.map(({ title, question }) => ask(question(canaries.for(title)))));
    expect(answers.some(({ status }) => status === 503)).toBe(true);
    expect(answers.flatMap((answer) => canaries.foundIn(textOf(answer)))).toEqual([]);
    await database.start();
    await registry.stop();
    expect(registry.lines.filter(({ msg }) => msg.includes('/v2/token')).length).toBeGreaterThan(0);
    expect(canaries.foundIn(registry.output)).toEqual([]);
  });

  it('[A117] [A118] is not in a dump of the database in a usable form, and neither is a private key', async () => {
    const text = await dump();
    expect(text).toContain('$argon2id$');
    expect(text).toContain('sign-in.refused');
    expect(canaries.foundIn(text)).toEqual([]);
    expect(text).not.toMatch(/PRIVATE KEY|"d" ?: ?"/);
  });
});

/** All rows of all tables of the registry as text, like a dump. */
async function dump(): Promise<string> {
  const dataSource = createRegistryDataSource({ url: database.url });
  await dataSource.initialize();
  try {
    const tables: { readonly name: string }[] = await dataSource.query(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'lading'",
    );
    const rows = await Promise.all(tables.map(({ name }) => dataSource.query(`SELECT t::text FROM ${name} t`)));
    return JSON.stringify(rows);
  } finally {
    await dataSource.destroy();
  }
}
