import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, run, succeed } from './harness/command.js';
import { type ManagedRegistry, openManagedRegistry, password } from './harness/managed-registry.js';
import { temporaryFolder } from './harness/temporary-folder.js';

const folder = temporaryFolder();
const trust = [
  'trusts',
  'create',
  '--issuer',
  'https://token.example.com',
  '--audience',
  'registry.test',
  '--robot',
  'builder',
];

let registry: ManagedRegistry;
beforeAll(async () => {
  registry = await openManagedRegistry();
});
afterAll(() => registry.stop());

const environment = (user: string, secret = password) => ({
  LADING_REGISTRY: registry.host,
  LADING_USERNAME: user,
  LADING_PASSWORD: secret,
});
const admin = (args: readonly string[], input = ''): Promise<Ended> =>
  succeed(['admin', ...args], { env: environment('root'), input });
const json = async (args: readonly string[], input = '') => (await admin([...args, '-o', 'json'], input)).json();

describe('lading admin', () => {
  it('creates, disables, enables and deletes a user', async () => {
    const { stderr, stdout } = await admin(['users', 'create', 'carol', '--display-name', 'Carol']);
    expect({ stdout, stderr }).toEqual({
      stdout: '',
      stderr: 'created the user carol; set a password with: lading admin users set-password carol\n',
    });
    await admin(['users', 'set-password', 'carol', '--password-stdin'], `${password} 2\n`);
    expect(await run(['whoami'], { env: environment('carol', `${password} 2`) })).toMatchObject({ code: 0 });
    await admin(['users', 'disable', 'carol']);
    expect(await json(['users', 'show', 'carol'])).toMatchObject({
      name: 'carol',
      displayName: 'Carol',
      isDisabled: true,
      hasPassword: true,
    });
    expect((await admin(['users', 'list'])).stdout).toMatch(/^NAME +STATE .*\n(.*\n)*carol +disabled +set +Carol +-\n/);
    await admin(['users', 'enable', 'carol']);
    expect(await run(['admin', 'users', 'delete', 'carol'], { env: environment('root') })).toMatchObject({ code: 2 });
    await admin(['users', 'delete', 'carol', '--yes']);
    expect(await run(['admin', 'users', 'show', 'carol'], { env: environment('root') })).toMatchObject({ code: 3 });
  });

  it('creates a user with a password, once', async () => {
    const args = ['users', 'create', 'dave', '--password-stdin'];
    expect(await json(args, password)).toMatchObject({ name: 'dave', hasPassword: true });
    expect(await run(['admin', ...args], { env: environment('root'), input: password })).toMatchObject({ code: 7 });
    expect(await run(['whoami'], { env: environment('dave') })).toMatchObject({ code: 0 });
    await registry.access.audit.flush();
    const { entries } = (await json(['audit', '--action', 'user.changed'])) as { entries: { target: string }[] };
    expect(entries.filter(({ target }) => target === 'dave')).toEqual([]);
  });

  it('changes the members of a group', async () => {
    await admin(['groups', 'create', 'dev', '--member', 'alice']);
    await admin(['groups', 'add', 'dev', 'bob', 'alice']);
    expect((await admin(['groups', 'show', 'dev'])).stdout).toBe('alice\nbob\n');
    await admin(['groups', 'remove', 'dev', 'alice']);
    expect(await json(['groups', 'list'])).toMatchObject({ groups: [{ name: 'dev', members: ['bob'] }] });
    await admin(['groups', 'delete', 'dev', '--yes']);
    expect(await json(['groups', 'list'])).toEqual({ groups: [] });
  });

  it('[A78] prints a new secret alone and once; no list has it', async () => {
    await admin(['robots', 'create', 'deployer', '--namespace', 'team/**', '--expires', '30d']);
    const created = await admin(['robots', 'secret', 'create', 'deployer', '--description', 'cluster']);
    expect(created.stdout).toMatch(/^ldr_[0-9A-Za-z]{46}\n$/);
    const secret = created.stdout.trim();
    expect(created.stderr).toContain('is shown only this once');
    expect(created.stderr).not.toContain(secret);
    const listed = await admin(['robots', 'secret', 'list', 'deployer', '-o', 'json']);
    const { secrets } = listed.json() as { secrets: readonly { id: string; hint: string }[] };
    expect(secrets).toMatchObject([{ description: 'cluster', hint: secret.slice(-4) }]);
    const robots = await admin(['robots', 'list', '-o', 'json']);
    expect(`${listed.stdout}${robots.stdout}`).not.toContain(secret);
    expect(robots.json()).toMatchObject({
      robots: expect.arrayContaining([expect.objectContaining({ name: 'deployer' })]),
    });
    await admin(['robots', 'secret', 'revoke', 'deployer', String(secrets[0]?.id)]);
    await admin(['robots', 'delete', 'deployer', '--yes']);
  });

  it('[A78] creates a token with scopes, which then manages as its owner', async () => {
    const args = ['tokens', 'create', '--description', 'laptop', '--where', 'team/**', '--what', 'pull'];
    const token = (await admin(args)).stdout.trim();
    expect(token).toMatch(/^ldp_[0-9A-Za-z]{46}$/);
    const list = await admin(['tokens', 'list']);
    expect(list.stdout).toMatch(/pull on team\/\*\* +laptop\n$/);
    expect(list.stdout).not.toContain(token);
    expect(await run(['whoami'], { env: environment('any', token) })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('root at '),
    });
    const [, id] = /^([0-9a-f-]{36}) /m.exec(list.stdout) ?? [];
    await admin(['tokens', 'revoke', String(id)]);
    expect(await run(['whoami'], { env: environment('any', token) })).toMatchObject({ code: 4 });
  });

  it('refuses --where without --what', async () => {
    const args = ['admin', 'tokens', 'create', '--description', 'x', '--where', 'team/**'];
    expect(await run(args, { env: environment('root') })).toMatchObject({ code: 2, stdout: '' });
  });

  it('creates and deletes rules, and explains which one decides', async () => {
    const args = ['rules', 'create', '--who', 'user:bob', '--where', 'team/new/**', '--what', 'pull', '--what', 'push'];
    const id = (await admin(args)).stdout.trim();
    const { stdout } = await admin(['rules', 'list']);
    expect(stdout).toMatch(/^file:0 +allow +user:alice +team\/\*\* +pull,push/m);
    expect(stdout).toContain(`${id}  allow`);
    const question = ['explain', '--who', 'user:bob', '--right', 'push'];
    expect(await json([...question, 'team/new/app'])).toMatchObject({ isAllowed: true, allowing: [{ id }] });
    expect((await admin([...question, 'team/new/app'])).stdout).toContain(id);
    await admin(['rules', 'delete', id, '--yes']);
    expect(await json([...question, 'team/new/app'])).toMatchObject({ isAllowed: false });
    const ofFile = await run(['admin', 'rules', 'delete', 'file:0', '--yes'], { env: environment('root') });
    expect(ofFile).toMatchObject({ code: 7, stderr: expect.stringContaining('next: change it in the access file') });
  });

  it('names the wrong part of a rule', async () => {
    const args = ['admin', 'rules', 'create', '--who', 'bob', '--where', 'team/**', '--what', 'pull'];
    const { code, stderr } = await run(args, { env: environment('root') });
    expect(code).toBe(1);
    expect(stderr).toContain('who.0');
  });

  it('creates and deletes a trust rule', async () => {
    const keys = join(folder, 'keys.json');
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'first', alg: 'ES256', use: 'sig' }] };
    writeFileSync(keys, JSON.stringify(jwks));
    const args = [
      ...trust,
      '--claim',
      'repository_id=74',
      '--claim',
      'ref=refs/heads/main',
      '--claim',
      'ref=refs/heads/next',
    ];
    const more = [
      '--claim-glob',
      'job_workflow_ref=octo/app/release.yml@*',
      '--maximum-life',
      '2h',
      '--description',
      'CI',
    ];
    const narrow = ['--where', 'team/app', '--what', 'pull', '--jwks', keys];
    const created = await admin([...args, ...more, ...narrow]);
    expect(created.stderr).toBe('');
    const id = created.stdout.trim();
    const { trusts } = (await json(['trusts', 'list'])) as { trusts: readonly object[] };
    expect(trusts).toEqual([
      expect.objectContaining({
        id,
        issuer: 'https://token.example.com',
        audience: 'registry.test',
        claims: {
          repository_id: '74',
          ref: ['refs/heads/main', 'refs/heads/next'],
          job_workflow_ref: { glob: 'octo/app/release.yml@*' },
        },
        robot: 'builder',
        scopes: [{ where: ['team/app'], what: ['pull'] }],
        maximumSeconds: 7200,
        jwks,
        description: 'CI',
        warnings: [],
      }),
    ]);
    await admin(['trusts', 'delete', id, '--yes']);
    expect(await json(['trusts', 'list'])).toEqual({ trusts: [] });
    expect(await run(['admin', 'trusts', 'delete', id, '--yes'], { env: environment('root') })).toMatchObject({
      code: 3,
    });
  });

  it('warns about a trust rule that matches names only', async () => {
    const { stdout, stderr } = await admin([...trust, '--claim', 'repository=octo/app', '--quiet']);
    expect(stderr).toMatch(/^warning: the rule matches names only: /);
    await admin(['trusts', 'delete', stdout.trim(), '--yes']);
  });

  it.each([
    ['no claim', []],
    ['a claim without a value', ['--claim', 'repository_id']],
    ['a claim without a name', ['--claim', '=74']],
    ['a claim with a value and a glob', ['--claim', 'ref=a', '--claim-glob', 'ref=b*']],
    ['two globs of one claim', ['--claim-glob', 'ref=a*', '--claim-glob', 'ref=b*']],
    ['a life that is no duration', ['--claim', 'repository_id=74', '--maximum-life', '3600']],
    ['--where without --what', ['--claim', 'repository_id=74', '--where', 'team/**']],
  ])('refuses a trust rule with %s', async (_title, args) => {
    expect(await run(['admin', ...trust, ...args], { env: environment('root') })).toMatchObject({
      code: 2,
      stdout: '',
    });
  });

  it('refuses a file of keys that is not JSON, and shows none of it', async () => {
    const secret = join(folder, 'secret.pem');
    writeFileSync(secret, '-----BEGIN PRIVATE KEY-----');
    const args = ['admin', ...trust, '--claim', 'repository_id=74', '--jwks', secret];
    const { code, stderr } = await run(args, { env: environment('root') });
    expect(code).toBe(2);
    expect(stderr).toContain('is not JSON');
    expect(stderr).not.toContain('PRIVATE');
  });

  it('needs a question or --yes to delete a trust rule', async () => {
    const args = ['admin', 'trusts', 'delete', 'any'];
    expect(await run(args, { env: environment('root') })).toMatchObject({ code: 2 });
  });

  it('lists and ends sessions, and its own do not stay', async () => {
    const alice = { kind: 'user', name: 'alice' } as const;
    await registry.access.sessions.create(alice, { address: '192.0.2.1', userAgent: 'browser' });
    expect((await admin(['sessions', 'list', 'alice'])).stdout).toContain('192.0.2.1');
    await admin(['sessions', 'end', 'alice']);
    expect(await json(['sessions', 'list', 'alice'])).toEqual({ sessions: [] });
    expect(await json(['sessions', 'list'])).toMatchObject({ sessions: [{ user: 'root' }] });
  });

  it('lists and rotates signing keys', async () => {
    const before = (await json(['keys', 'list'])) as { keys: readonly unknown[] };
    await admin(['keys', 'rotate']);
    expect(((await json(['keys', 'list'])) as typeof before).keys).toHaveLength(before.keys.length + 1);
  });

  it('shows the audit as a table, and as lines of JSON', async () => {
    await admin(['groups', 'create', 'audited']);
    await registry.access.audit.flush();
    const table = await admin(['audit', '--action', 'group.created', '--since', '1h', '--limit', '1']);
    expect(table.stdout).toMatch(/^TIME .*\n\S+Z +group\.created +done +user:root .*\n$/);
    const { stdout } = await admin(['audit', '--actor', 'root', '--json-lines']);
    const entries = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { actor: { name: string } });
    expect(entries.length).toBeGreaterThan(3);
    expect(new Set(entries.map(({ actor }) => actor.name))).toEqual(new Set(['root']));
    expect((await admin(['audit', '--since', '2099-01-01', '-o', 'json'])).json()).toEqual({ entries: [] });
  });

  it('says who is not allowed to manage', async () => {
    const { code, stderr } = await run(['admin', 'users', 'create', 'eve'], { env: environment('alice') });
    expect(code).toBe(4);
    expect(stderr).toContain(`next: ask an administrator of ${registry.host}`);
  });

  it('needs a registry, a login, and a management API', async () => {
    expect(await run(['admin', 'users', 'list'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--registry'),
    });
    const named = ['admin', 'users', 'list', '--registry', registry.host];
    expect(await run(named)).toMatchObject({ code: 4, stderr: expect.stringContaining('lading login') });
  });

  it('shows no secret with --debug', async () => {
    const { stderr } = await admin(['users', 'list', '--debug']);
    expect(stderr).toContain('POST http://');
    expect(stderr).not.toContain(password);
    expect(stderr).not.toMatch(/lading=[^;\s]/);
  });
});
