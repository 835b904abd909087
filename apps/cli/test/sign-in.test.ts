import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { operator } from '@lading/access';
import { ScriptedRegistry } from '@lading/conformance';
import { run, succeed } from './harness/command.js';
import { type ManagedRegistry, openManagedRegistry, password } from './harness/managed-registry.js';
import { openRegistry } from './harness/registry.js';
import { temporaryFolder } from './harness/temporary-folder.js';

let registry: ManagedRegistry;
let folder: string;
const secrets: Record<'token' | 'robot', string> = { token: '', robot: '' };
beforeAll(async () => {
  [registry, folder] = [await openManagedRegistry(), temporaryFolder()];
  const { personalTokens, robotSecrets } = registry.access.administration;
  secrets.token = (await personalTokens.create(operator, 'bob', { description: 'test' })).secret;
  secrets.robot = (await robotSecrets.create(operator, 'builder', { description: 'test' })).secret;
  await writeFile(join(folder, 'file'), 'content');
});
afterAll(() => registry.stop());

/** An environment with credentials of its own. */
const home = (name: string) => ({ DOCKER_CONFIG: join(folder, name) });
const login = (name: string, args: readonly string[], input: string) =>
  run(['login', registry.host, '--password-stdin', ...args], { env: home(name), input });
const push = (name: string, repository: string, env: Record<string, string> = home(name)) =>
  run(['push', `${registry.host}/${repository}:1`, join(folder, 'file')], { env });

describe('lading login at a Lading with sign-in', () => {
  it('[A32] accepts the password of a user, and pushes with it', async () => {
    expect(await login('alice', ['-u', 'alice'], password)).toMatchObject({ code: 0, stdout: '' });
    expect(await push('alice', 'team/app')).toMatchObject({ code: 0 });
  });

  it('[A32] accepts a personal access token, which says itself whose it is', async () => {
    const { code, stderr } = await login('bob', [], `${secrets.token}\n`);
    expect(code).toBe(0);
    expect(stderr).toContain(`logged in to ${registry.host} as bob`);
    expect(await readFile(join(folder, 'bob', 'config.json'), 'utf8')).toContain(
      Buffer.from(`bob:${secrets.token}`).toString('base64'),
    );
  });

  it('[A32] accepts the secret of a robot', async () => {
    expect(await login('builder', ['-u', 'builder'], secrets.robot)).toMatchObject({ code: 0 });
    expect(await run(['ls', `${registry.host}/team/app`], { env: home('builder') })).toMatchObject({ stdout: '1\n' });
  });

  it('refuses a wrong password and a wrong token, and does not show them', async () => {
    for (const [args, secret] of [
      [['-u', 'alice'], 'not the password'],
      [[], `ldp_${'a'.repeat(46)}`],
    ] as const) {
      const { code, stderr } = await login('nobody', args, secret);
      expect(code).toBe(4);
      expect(stderr).not.toContain(secret);
      expect(stderr).toContain('does not accept these credentials');
      expect(stderr).toContain('  next: check user and password');
    }
    await expect(readFile(join(folder, 'nobody', 'config.json'))).rejects.toThrow('ENOENT');
  });

  it('says how long to wait after too many sign-ins', async () => {
    const busy = await ScriptedRegistry.start(({ headers }) =>
      headers.authorization === undefined
        ? { status: 401, headers: { 'www-authenticate': 'Basic realm="test"' } }
        : { status: 429, headers: { 'retry-after': '90' } },
    );
    const args = ['login', busy.url.host, '-u', 'alice', '--password-stdin'];
    const { code, stderr } = await run(args, { env: home('nobody'), input: 'secret' });
    await busy.stop();
    expect(code).toBe(8);
    expect(stderr).toContain('accepts no more sign-ins for now');
    expect(stderr).toContain('next: wait 90 s');
  });

  it('suggests an access token after a wrong password only if the registry is not a Lading', async () => {
    const input = 'a wrong password';
    const args = (host: string) => ['login', host, '-u', 'alice', '--password-stdin'];
    const here = await run(args(registry.host), { env: home('nobody'), input });
    expect(here).toMatchObject({ code: 4, stderr: expect.stringMatching(/next: check user and password\n$/) });
    const other = await ScriptedRegistry.start(() => ({
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="test"' },
    }));
    const there = await run(args(other.url.host), { env: home('nobody'), input });
    await other.stop();
    expect(there).toMatchObject({ code: 4, stderr: expect.stringContaining('need an access token as the password') });
  });

  it('says when a registry has no sign-in, and saves nothing', async () => {
    const open = await openRegistry();
    const args = ['login', open.host, '-u', 'alice', '--password-stdin'];
    const { code, stderr } = await run(args, { env: home('nobody'), input: 'secret' });
    await open.stop();
    expect(code).toBe(1);
    expect(stderr).toContain(`${open.host} does not ask for credentials`);
    await expect(readFile(join(folder, 'nobody', 'config.json'))).rejects.toThrow('ENOENT');
  });
});

describe('lading whoami', () => {
  const whoami = (name: string) => run(['whoami', registry.host, '-o', 'json'], { env: home(name) });

  it('asks the registry for users, with a password or a token', async () => {
    expect((await whoami('alice')).json()).toEqual({
      registry: registry.host,
      username: 'alice',
      isConfirmed: true,
      groups: [],
      isAdministrator: false,
      isAdministratorOfPart: false,
    });
    expect((await whoami('bob')).json()).toMatchObject({ username: 'bob', isConfirmed: true });
    expect((await succeed(['whoami', registry.host], { env: home('bob') })).stdout).toBe(`bob at ${registry.host}\n`);
  });

  it('leaves no session behind', async () => {
    await whoami('alice');
    const { sessions } = registry.access.administration;
    expect((await sessions.list(operator, { user: 'alice', limit: 10 })).items).toEqual([]);
  });

  it('says which stored user it uses for a robot, and with another registry', async () => {
    expect((await whoami('builder')).json()).toEqual({
      registry: registry.host,
      username: 'builder',
      isConfirmed: false,
    });
    const other = await openRegistry();
    const env = { LADING_REGISTRY: other.host, LADING_USERNAME: 'me', LADING_PASSWORD: 'secret' };
    const { stdout } = await succeed(['whoami'], { env });
    await other.stop();
    expect(stdout).toBe(`me at ${other.host}, as the stored credentials say\n`);
  });

  it('ends with 4 if nobody is logged in, or the credentials are no longer accepted', async () => {
    expect(await whoami('nobody')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining(`next: log in with: lading login ${registry.host}`),
    });
    const env = { LADING_REGISTRY: registry.host, LADING_USERNAME: 'alice', LADING_PASSWORD: 'the old one' };
    expect(await run(['whoami'], { env })).toMatchObject({ code: 4, stderr: expect.stringContaining('log in again') });
  });
});

describe('a refused request', () => {
  it('says which right is missing, on which repository, and who is logged in', async () => {
    const { code, stderr } = await push('bob', 'team/app');
    expect(code).toBe(4);
    expect(stderr).toContain(
      `next: ask an administrator of ${registry.host} for the right push on team/app; you are logged in as bob`,
    );
  });

  it('says how to log in if nobody is', async () => {
    const { code, stderr } = await push('nobody', 'team/app');
    expect(code).toBe(4);
    expect(stderr).toContain(`next: log in with: lading login ${registry.host}`);
  });

  it('says that credentials are no longer accepted', async () => {
    const env = { LADING_REGISTRY: registry.host, LADING_USERNAME: 'alice', LADING_PASSWORD: 'the old one' };
    const { code, stderr } = await push('', 'team/app', env);
    expect(code).toBe(4);
    expect(stderr).toContain('the credentials of alice are not accepted; log in again with: lading login');
  });

  it('does not say whether the repository exists', async () => {
    const of = async (repository: string) =>
      (await run(['ls', `${registry.host}/${repository}`], { env: home('alice') })).stderr;
    expect((await of('other/app')).replaceAll(/other\/app|request \S+\)/g, '')).toBe(
      (await of('other/none')).replaceAll(/other\/none|request \S+\)/g, ''),
    );
  });
});
