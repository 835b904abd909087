import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { send } from '@lading/e2e/harness/push-and-pull';
import { makeTemporaryDirectory, removeTemporaryDirectories } from '@lading/e2e/harness/temporary-directory';
import { eventually } from '@lading/e2e/harness/wait';
import { writeAccess, writeHtpasswd } from './harness/access-files.js';
import { askWithToken, basic } from './harness/credentials.js';
import { endRegistries, RegistryProcess, startRegistry } from './harness/registry-process.js';

afterAll(async () => {
  await endRegistries();
  removeTemporaryDirectories();
});

const alice = basic('alice', 'password of alice');
const bob = basic('bob', 'password of bob');
const fiveLines = {
  htpasswd: 'htpasswd',
  rules: [
    { who: ['authenticated'], where: ['**'], what: ['pull'] },
    { who: ['user:alice'], where: ['**'], what: ['push', 'delete'] },
  ],
};

/** A folder with an htpasswd file and a configuration. */
async function aFolder(access: unknown = fiveLines): Promise<string> {
  const directory = makeTemporaryDirectory('registry');
  await writeHtpasswd(directory, { alice: 'password of alice', bob: 'password of bob' });
  writeAccess(directory, access);
  return directory;
}

function statusOf(url: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return send(method, url, { headers }).then(({ status }) => status);
}

describe('access of files only', () => {
  it('[A15] [A16] signs in the users of an htpasswd file, and lets them do what five lines of YAML say', async () => {
    const cwd = await aFolder();
    const { registry, url } = await startRegistry({}, { cwd });
    expect(await statusOf(`${url}/v2/`, {})).toBe(401);
    expect((await askWithToken(`${url}/v2/`, alice)).status).toBe(200);
    expect((await askWithToken(`${url}/v2/`, basic('alice', 'wrong'))).status).toBe(401);
    const uploads = `${url}/v2/team/app/blobs/uploads/`;
    expect(await statusOf(uploads, alice, 'POST')).toBe(202);
    expect(await statusOf(uploads, bob, 'POST')).toBe(403);
    expect(await statusOf(`${url}/v2/team/app/manifests/1`, bob)).toBe(404);
    expect((await registry.stop()).code).toBe(0);
  });

  it('remembers its signing keys over a restart, so that tokens remain valid', async () => {
    const cwd = await aFolder();
    const PORT = '0';
    const first = await startRegistry({ PORT, LADING_WORKERS: '2' }, { cwd });
    const { port } = new URL(first.url);
    const answer = await send('GET', `${first.url}/v2/token?service=127.0.0.1:${port}`, { headers: alice });
    const { token } = JSON.parse(answer.body.toString());
    await first.registry.stop();
    const second = await startRegistry({ PORT: port, LADING_WORKERS: '2' }, { cwd });
    expect(await statusOf(`${second.url}/v2/`, { authorization: `Bearer ${token}` })).toBe(200);
    expect(statSync(join(cwd, 'data', 'token-sealing.key')).mode & 0o777).toBe(0o600);
    await second.registry.stop();
  });

  it('follows changes of both files without a restart, in every worker, and keeps what counts after a wrong one', async () => {
    const cwd = await aFolder();
    const { registry, url } = await startRegistry({ LADING_WORKERS: '2' }, { cwd });
    const uploads = `${url}/v2/team/app/blobs/uploads/`;
    const statuses = () => Promise.all(Array.from({ length: 8 }, () => statusOf(uploads, bob, 'POST')));
    expect(new Set(await statuses())).toEqual(new Set([403]));
    writeAccess(cwd, { ...fiveLines, rules: [{ who: ['user:bob'], where: ['team/**'], what: ['pull', 'push'] }] });
    await eventually(statuses, (all) => all.every((status) => status === 202));
    expect(await statusOf(uploads, alice, 'POST')).toBe(403);
    writeAccess(cwd, { ...fiveLines, rules: [{ who: ['user:bob'], where: ['Team'], what: ['push'] }] });
    const complaint = await registry.line(({ msg }) =>
      msg.startsWith('the access file has changed and cannot be used'),
    );
    expect(JSON.stringify(complaint)).toContain('access.rules[0].where[0]');
    expect(await statusOf(uploads, bob, 'POST')).toBe(202);
    await writeHtpasswd(cwd, { bob: 'another password' });
    // Each worker reads the files by itself.
    const checks = () => Promise.all([alice, basic('bob', 'another password')].flatMap(askTwice));
    const askTwice = (who: Record<string, string>) => [statusOf(`${url}/v2/`, who), statusOf(`${url}/v2/`, who)];
    await eventually(checks, (statuses) => `${statuses}` === '401,401,200,200');
    await registry.stop();
  });
});

describe('a start', () => {
  it.each([
    [
      { rules: [{ who: ['everyone'], where: ['**'], what: ['pull'] }] },
      /lading\.yaml: access\.rules\[0\]\.who\[0\]: "everyone" must/,
    ],
    [{ htpasswd: 'absent' }, /absent/],
    [{ htpaswd: 'htpasswd' }, /lading\.yaml: access\.htpaswd: is not known; did you mean htpasswd\?/],
    ['closed', /lading\.yaml: access is "closed"; allowed: open or sign-in; in the file also/],
  ])('ends with 78 and names the fault if access is %j', async (access, message) => {
    const cwd = await aFolder(access);
    const { code, output } = await new RegistryProcess({}, { cwd }).ended;
    expect(output).toMatch(message);
    expect(output).not.toContain('    at ');
    expect(code).toBe(78);
  });

  it('[A81] [A117] names the line of an htpasswd file with a hash that is not bcrypt, and not the hash, before anything starts', async () => {
    const cwd = await aFolder();
    writeFileSync(join(cwd, 'htpasswd'), 'alice:$apr1$abcdefgh$0123456789012345678901\n');
    const { code, output } = await new RegistryProcess({ LADING_WORKERS: '2' }, { cwd }).ended;
    expect(output).toMatch(/lading-registry: .+lading\.yaml: access\.htpasswd: .+htpasswd, line 1: /);
    expect(output).not.toContain('0123456789012345678901');
    expect(code).toBe(78);
    expect(existsSync(join(cwd, 'data'))).toBe(false);
  });

  it.each([
    [{ rootcertbundle: 'htpasswd' }, /access\.token\.rootcertbundle: .+htpasswd: there is no certificate/],
    [{ jwks: 'htpasswd' }, /access\.token\.jwks: .+htpasswd: the JWK set is not JSON/],
    [{ jwksUrl: 'http://auth.example.com/keys' }, /access\.token\.jwksUrl: .+ must be a URL with https/],
  ])('ends with 78 and names the key if an external issuer has %j', async (keys, message) => {
    const issuer = { realm: 'https://auth.example.com/token', service: 'registry', issuer: 'auth' };
    const cwd = await aFolder({ token: { ...issuer, ...keys } });
    const { code, output } = await new RegistryProcess({}, { cwd }).ended;
    expect(output).toMatch(message);
    expect(output).not.toContain('    at ');
    expect(code).toBe(78);
  });

  it('warns once of names in rules that nobody has, and of rules that allow nothing', async () => {
    const cwd = await aFolder({ ...fiveLines, rules: [{ who: ['group:devs'], where: ['**'], what: ['pull'] }] });
    const { registry } = await startRegistry({ LADING_WORKERS: '2' }, { cwd });
    const warnings = registry.lines.filter(({ level }) => level === 'warn').map(({ rule, msg }) => [rule, msg]);
    expect(warnings).toEqual([['file:0', 'the rule names group:devs, which neither the files nor the database have']]);
    writeAccess(cwd, { htpasswd: 'htpasswd' });
    await registry.line(({ level, msg }) => level === 'warn' && msg.includes('nobody may do anything'));
    await registry.stop();
  });

  it('answers a path of the management API that cannot be decoded as a problem', async () => {
    const cwd = await aFolder();
    const { registry, url } = await startRegistry({}, { cwd });
    const answer = await fetch(`${url}/api/v1/users/%ff`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    await registry.stop();
  });

  it('is refused for other machines if nothing says who may use the registry, and shows both ways', async () => {
    const cwd = makeTemporaryDirectory('registry');
    const { code, output } = await new RegistryProcess({ HOST: '0.0.0.0' }, { cwd }).ended;
    expect(output).toMatch(/LADING_ACCESS_FILE .+ LADING_ACCESS=open/);
    expect(code).toBe(78);
    expect(existsSync(join(cwd, 'data'))).toBe(false);
    const { registry, url } = await startRegistry({ HOST: '0.0.0.0', LADING_ACCESS: 'open' }, { cwd });
    for (const path of ['/login', '/device', '/account', '/.well-known/oauth-authorization-server'])
      expect([path, (await fetch(`${url}${path}`)).status]).toEqual([path, 404]);
    expect(await statusOf(`${url}/v2/`, {})).toBe(200);
    await registry.line(({ msg, level }) => level === 'warn' && msg.startsWith('sign-in is off'));
    await registry.stop();
  });

  it('[A7] requires LADING_PUBLIC_URL to listen on all addresses, and sends clients that URL and not their Host', async () => {
    const cwd = await aFolder();
    const { code, output } = await new RegistryProcess({ HOST: '0.0.0.0' }, { cwd }).ended;
    expect(output).toMatch(/^lading-registry: LADING_PUBLIC_URL is not set, and HOST is 0\.0\.0\.0/);
    expect(code).toBe(78);
    const environment = { HOST: '0.0.0.0', LADING_PUBLIC_URL: 'https://registry.example.com' };
    const { registry, url } = await startRegistry(environment, { cwd });
    const headers = { host: 'evil.example.com', 'x-forwarded-host': 'evil.example.com' };
    const { headers: answered } = await send('GET', `${url}/v2/`, { headers });
    expect(answered.get('www-authenticate')).toBe(
      'Bearer realm="https://registry.example.com/v2/token",service="registry.example.com"',
    );
    await registry.stop();
  });

  it('without configuration says that sign-in is off, and how to switch it on', async () => {
    const { registry, url } = await startRegistry({}, { cwd: makeTemporaryDirectory('registry') });
    expect(await statusOf(`${url}/v2/`, {})).toBe(200);
    const { msg } = await registry.line(({ msg }) => msg.startsWith('sign-in is off'));
    expect(msg).toContain('`access` in lading.yaml');
    await registry.stop();
  });

  it('refuses a sealing key that does not open the keys of the database, and accepts it behind the old one', async () => {
    const cwd = await aFolder();
    await (await startRegistry({}, { cwd })).registry.stop();
    const old = readFileSync(join(cwd, 'data', 'token-sealing.key'), 'utf8').trim();
    const other = Buffer.alloc(32, 7).toString('base64');
    const { code, output } = await new RegistryProcess({ LADING_SEALING_KEY: other }, { cwd }).ended;
    expect(output).toMatch(/no sealing key opens the signing key .+LADING_SEALING_KEY/);
    expect(output).not.toContain(other);
    expect(code).toBe(78);
    const { registry } = await startRegistry({ LADING_SEALING_KEY: `${other},${old}` }, { cwd });
    await registry.stop();
    const short = await new RegistryProcess({ LADING_SEALING_KEY: 'c2hvcnQ=' }, { cwd }).ended;
    expect(short.output).toMatch(/LADING_SEALING_KEY is wrong: it is not 32 bytes/);
    expect(short.output).not.toContain('c2hvcnQ');
  });
});

describe('the first administrator', () => {
  const password = 'a long password';

  it('is created from a file at a start without one, and the file is not read later', async () => {
    const cwd = await aFolder('sign-in');
    const file = join(cwd, 'password');
    writeFileSync(file, `${password}\n`);
    const environment = { LADING_ADMIN_PASSWORD_FILE: file, LADING_ADMIN_NAME: 'root' };
    const first = await startRegistry(environment, { cwd });
    expect(await statusOf(`${first.url}/v2/team/app/blobs/uploads/`, basic('root', password), 'POST')).toBe(202);
    await first.registry.stop();
    const second = await startRegistry({ ...environment, LADING_ADMIN_PASSWORD_FILE: join(cwd, 'gone') }, { cwd });
    expect(await statusOf(`${second.url}/v2/`, basic('root', password))).toBe(200);
    expect(first.registry.output + second.registry.output).not.toContain(password);
    await second.registry.stop();
  });

  it('is not for a registry that is open', async () => {
    const cwd = makeTemporaryDirectory('registry');
    mkdirSync(join(cwd, 'secrets'));
    const { code, output } = await new RegistryProcess({ LADING_ADMIN_PASSWORD_FILE: '/secrets/a' }, { cwd }).ended;
    expect(output).toMatch(
      /LADING_ADMIN_PASSWORD_FILE is "\/secrets\/a"; allowed: a file together with LADING_ACCESS=sign-in/,
    );
    expect(code).toBe(78);
  });
});
