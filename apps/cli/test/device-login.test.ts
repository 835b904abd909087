import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { operator } from '@lading/access';
import { ScriptedRegistry } from '@lading/conformance';
import { eventually } from '@lading/e2e/harness/wait';
import { ended, run, startCommand } from './harness/command.js';
import { type ManagedRegistry, openManagedRegistry } from './harness/managed-registry.js';
import { temporaryFolder } from './harness/temporary-folder.js';

let registry: ManagedRegistry;
let folder: string;
beforeAll(async () => {
  [registry, folder] = [await openManagedRegistry(), temporaryFolder()];
});
afterAll(() => registry.stop());

/** An environment with credentials and state of its own. */
const home = (name: string, more: Record<string, string> = {}) => ({
  DOCKER_CONFIG: join(folder, name),
  XDG_STATE_HOME: join(folder, name, 'state'),
  ...more,
});
const alice = { identity: { kind: 'user', name: 'alice' } } as const;
const tokens = async () => registry.access.administration.personalTokens.list(operator, 'alice');
const live = async () => (await tokens()).filter(({ revokedAt }) => revokedAt === undefined);

/** Starts a login, and reads the code that it shows. */
async function begin(env: Record<string, string>, args: readonly string[] = ['--no-browser'], host = registry.host) {
  const child = startCommand(['login', host, ...args], { env });
  let shown = '';
  child.stderr?.on('data', (piece: Buffer) => {
    shown += piece.toString();
  });
  const done = ended(child);
  await eventually(
    async () => shown,
    (text) => text.includes('the code'),
  );
  const [, code = ''] = /the code ([A-Z]{4}-[A-Z]{4})/.exec(shown) ?? [];
  return { child, done, shown, code };
}

describe('lading login without a user name', () => {
  it('shows a page and a code, and stores the token that the person approves', async () => {
    const { done, shown, code } = await begin(home('one'), ['--no-browser', '-o', 'json']);
    expect(shown).toContain(`\n  http://${registry.host}/device?user_code=${code}\n`);
    await registry.access.devices.approve(alice, code);
    const result = await done;
    expect(result).toMatchObject({ code: 0 });
    expect(result.json()).toMatchObject({ registry: registry.host, username: 'alice' });
    const stored = JSON.parse(await readFile(join(folder, 'one', 'config.json'), 'utf8')) as {
      readonly auths: Readonly<Record<string, { readonly auth: string }>>;
    };
    const login = Buffer.from(stored.auths[registry.host]?.auth ?? '', 'base64').toString();
    expect(login).toMatch(/^alice:ldp_[0-9A-Za-z]{46}$/);
    expect(result.stdout + result.stderr).not.toContain(login.slice(6));
    const [token] = await live();
    expect(token?.description).toMatch(/^lading login on \S/);
    const whoami = await run(['whoami', registry.host, '-o', 'json'], { env: home('one') });
    expect(whoami.json()).toMatchObject({ username: 'alice', isConfirmed: true });
  });

  it('deletes the token of the login before, and logout deletes the token at the registry', async () => {
    const before = (await live()).map(({ id }) => id);
    const { done, code } = await begin(home('one'));
    await registry.access.devices.approve(alice, code);
    expect(await done).toMatchObject({ code: 0 });
    const [token, ...others] = await live();
    expect(others).toEqual([]);
    expect(before).not.toContain(token?.id);
    const out = await run(['logout', registry.host, '-o', 'json'], { env: home('one') });
    expect(out.json()).toEqual({ registry: registry.host, removed: true, isTokenDeleted: true });
    expect(await live()).toEqual([]);
    expect(await readdir(join(folder, 'one', 'state', 'lading', 'device-tokens'))).toEqual([]);
  });

  it('does not delete a token that came in another way', async () => {
    const { personalTokens } = registry.access.administration;
    const { secret, credential } = await personalTokens.create(operator, 'alice', { description: 'mine' });
    const env = home('two');
    expect(await run(['login', registry.host, '--password-stdin'], { env, input: secret })).toMatchObject({ code: 0 });
    expect((await run(['logout', registry.host, '-o', 'json'], { env })).json()).toEqual({
      registry: registry.host,
      removed: true,
    });
    expect((await live()).map(({ id }) => id)).toContain(credential.id);
  });

  it('ends with 4 if the person denies, and stores nothing', async () => {
    const { done, code } = await begin(home('three'));
    await registry.access.devices.deny(alice, code);
    const { code: exit, stderr } = await done;
    expect(exit).toBe(4);
    expect(stderr).toContain('the sign-in was denied');
    await expect(readFile(join(folder, 'three', 'config.json'))).rejects.toThrow('ENOENT');
  });

  it('ends at Ctrl-C', async () => {
    const { child, done } = await begin(home('four'));
    child.kill('SIGINT');
    expect(await done).toMatchObject({ code: 130 });
  });

  it('opens the page in a browser if there is a desktop', async () => {
    const bin = join(folder, 'bin');
    await mkdir(bin, { recursive: true });
    const opened = join(folder, 'opened');
    await writeFile(join(bin, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" > ${opened}.new && mv ${opened}.new ${opened}\n`);
    await chmod(join(bin, 'xdg-open'), 0o755);
    const env = home('five', { DISPLAY: ':1', PATH: `${bin}:${process.env.PATH}` });
    const { child, done, code } = await begin(env, []);
    const read = () => readFile(opened, 'utf8').catch(() => '');
    const page = await eventually(read, (text) => text !== '');
    expect(page).toBe(`http://${registry.host}/device?user_code=${code}`);
    child.kill('SIGINT');
    await done;
  });
});

describe('lading login at another server with a device flow', () => {
  const problem = { status: 401, headers: { 'content-type': 'application/problem+json' }, body: '{}' };
  const json = (body: object, status = 200) => ({
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

  it('[A88] waits longer when it is told to slow down, goes on after a failure, and ends with the code', async () => {
    const polls: number[] = [];
    const answers = [json({}, 503), json({ error: 'slow_down' }, 400), json({ error: 'expired_token' }, 400)];
    const server = await ScriptedRegistry.start(({ path }) => {
      const origin = `http://${server.url.host}`;
      if (path.startsWith('/api/')) return problem;
      if (path.startsWith('/.well-known/'))
        return json({ device_authorization_endpoint: `${origin}/code`, token_endpoint: `${origin}/token` });
      if (path === '/code') {
        const page = `${origin}/device`;
        return json({ device_code: 'x', user_code: 'BCDF-GHJK', verification_uri: page, expires_in: 60, interval: 1 });
      }
      polls.push(performance.now());
      return answers[polls.length - 1] ?? json({ error: 'expired_token' }, 400);
    });
    const { done } = await begin(home('six'), ['--no-browser'], server.url.host);
    const { code, stderr } = await done;
    await server.stop();
    expect(code).toBe(4);
    expect(stderr).toContain('nobody approved the sign-in in time');
    expect(polls).toHaveLength(3);
    const [first = 0, second = 0, third = 0] = polls;
    expect(second - first).toBeGreaterThan(1900);
    expect(third - second).toBeGreaterThan(6900);
  }, 60_000);

  it('sends nothing to another host that it names', async () => {
    const asked: string[] = [];
    const server = await ScriptedRegistry.start(({ path }) => {
      asked.push(path);
      if (path.startsWith('/api/')) return problem;
      const other = 'https://other.example';
      return json({ device_authorization_endpoint: `${other}/code`, token_endpoint: `${other}/token` });
    });
    const result = await run(['login', server.url.host], { env: home('seven') });
    await server.stop();
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('--password-stdin') });
    expect(asked).toContain('/.well-known/oauth-authorization-server');
  });
});
