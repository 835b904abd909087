import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anonymous, parseRepositoryName, type RepositoryPattern } from '@lading/core';
import { MemoryAccessStore } from '@lading/storage';
import { bcrypt } from 'hash-wasm';
import { type Access, type AccessOptions, createAccess } from '../src/index.js';
import { silentAccessLog } from '../src/log/access-log.js';
import { ExternalIssuer } from '../src/testing/index.js';
import { ownService } from './support/own-service.js';

const open: Access[] = [];
let folder = '';
const tokens = { service: 'registry', issuer: 'https://registry.example.com', sealingKeys: [Buffer.alloc(32, 1)] };
const external = { realm: 'https://auth.example.com/token', service: 'registry', issuer: 'auth' };
const app = parseRepositoryName('team/app');
const client = { address: '127.0.0.1' };
const { signal } = new AbortController();

async function start(options: Partial<AccessOptions> = {}) {
  const access = await createAccess({ store: new MemoryAccessStore(), tokens, ...options });
  open.push(access);
  return access;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lading-access-'));
});

afterAll(() => rm(folder, { recursive: true }));

afterEach(async () => {
  await Promise.all(open.splice(0).map((access) => access.close()));
});

describe('createAccess', () => {
  it('allows nothing without rules', async () => {
    const { live } = await start();
    const question = { identity: anonymous, repository: app, right: 'list', address: '127.0.0.1' } as const;
    expect(live.view.decide(question)).toEqual({ isAllowed: false, isOutOfScope: false });
    expect(live.view.visibleRepositories(anonymous, '127.0.0.1')).toEqual({ allow: [], deny: [] });
  });

  it('applies rules and groups of files, and explains its decisions', async () => {
    const { explain } = await start({
      files: { rules: [{ effect: 'allow', who: ['group:dev'], where: ['team/**'], what: ['pull'] }] },
    });
    const identity = { kind: 'user', name: 'ada', groups: ['dev'] } as const;
    const { text } = explain({ identity, repository: app, right: 'pull', address: '127.0.0.1' });
    expect(text).toBe('user:ada may pull from team/app: rule file:0 allows it.');
  });

  it('[A63] refuses what a user may no longer do, though the token and the credential were for more', async () => {
    const store = new MemoryAccessStore();
    const access = await start({ store });
    const { live, authorizer } = access;
    const service = ownService(access);
    const { rule, token } = await store.change(async (change) => {
      await change.users.insert({ name: 'ada', isDisabled: false });
      const owner = { kind: 'user', name: 'ada' } as const;
      const scopes = [{ where: ['**' as RepositoryPattern], what: ['admin' as const] }];
      return {
        token: await change.credentials.insert({ owner, description: '', hint: '', secretHash: 'x', scopes }),
        rule: await change.rules.insert({
          effect: 'allow',
          who: ['user:ada'],
          where: ['team/*'],
          what: ['pull', 'push'],
        }),
      };
    });
    await live.refresh();
    const identity = live.view.identify({ kind: 'user', name: 'ada', credential: token.id });
    if (identity === undefined) throw new Error('the user is not known');
    const issued = await service.issue({ identity, address: '127.0.0.1', scopes: ['repository:team/app:pull,push'] });
    expect(issued.access).toEqual([{ type: 'repository', name: app, actions: ['pull', 'push'] }]);

    await store.change((change) => change.rules.replace({ ...rule, what: ['pull'] }));
    await live.refresh();
    const verified = await service.verify(issued.token);
    if (verified.outcome !== 'valid') throw new Error('the token is not valid');
    const ask = (action: 'pull' | 'push') =>
      authorizer.authorize({
        identity: verified.identity,
        client,
        signal,
        hasCredentials: true,
        scopes: [{ type: 'repository', name: app, actions: [action] }],
      });
    expect(ask('pull')).toEqual({ outcome: 'allowed', rule: rule.id });
    expect(ask('push')).toEqual({ outcome: 'denied', reason: 'ada may not push to team/app' });

    await store.change(async (change) => {
      const record = await change.credentials.find(token.id);
      if (record !== undefined) await change.credentials.replace({ ...record, revokedAt: new Date() });
    });
    await live.refresh();
    expect(await service.verify(issued.token)).toMatchObject({ outcome: 'invalid', owner: { name: 'ada' } });
  });

  it('signs in users of the htpasswd file and of the store, and gives them a token and a session', async () => {
    const password = 'correct horse battery';
    const htpasswd = join(folder, 'htpasswd');
    const salt = randomBytes(16);
    await writeFile(htpasswd, `ada:${await bcrypt({ password, salt, costFactor: 4, outputType: 'encoded' })}\n`);
    const access = await start({ files: { htpasswd, rules: [], groups: { dev: ['ada'] } } });
    await access.administration.createFirstAdministrator({ name: 'root', password });
    expect([...access.files().users]).toEqual(['ada']);
    for (const name of ['ada', 'root']) {
      const outcome = await access.signIn.signIn({ name, secret: password, client });
      if (outcome.outcome !== 'signed-in') throw new Error(`${name} is not signed in`);
      const { secret } = await access.sessions.create(outcome.identity, client);
      expect(await access.sessions.use(secret)).toMatchObject({ identity: { name } });
      const issued = await ownService(access).issue({
        identity: outcome.identity,
        address: client.address,
        scopes: [],
      });
      expect(await access.tokens.verify(issued.token)).toMatchObject({ outcome: 'valid', identity: { name } });
    }
    expect(await access.signIn.signIn({ name: 'ada', secret: 'wrong', client })).toEqual({ outcome: 'refused' });
  });

  it('verifies tokens of another issuer, which decide alone if the file has no rules', async () => {
    const issuer = await ExternalIssuer.start({ service: 'registry', passwords: {} });
    const { realm, jwksUrl } = issuer;
    const access = await start({
      tokens: undefined,
      external: { realm, jwksUrl, service: 'registry', issuer: issuer.issuer },
      files: { groups: { dev: ['grace'] } },
    });
    const scope = { type: 'repository', name: app, actions: ['push'] } as const;
    const token = await issuer.sign({ sub: 'grace', access: [scope] });
    const verified = await access.tokens.verify(token);
    if (verified.outcome !== 'valid') throw new Error('the token is not valid');
    expect(verified.identity).toEqual({ kind: 'user', name: 'grace', groups: ['dev'] });
    const ask = () => {
      const { identity } = verified;
      return access.authorizer.authorize({ identity, client, signal, hasCredentials: true, scopes: [scope] });
    };
    expect(ask()).toEqual({ outcome: 'allowed' });
    access.replaceFiles({ rules: [{ effect: 'allow', who: ['group:dev'], where: ['team/**'], what: ['pull'] }] });
    expect(ask()).toMatchObject({ outcome: 'denied' });
    await issuer.close();
  });

  it('takes other rules and groups of the file at once', async () => {
    const identity = { kind: 'user', name: 'ada', groups: ['dev'] } as const;
    const rules = [{ effect: 'allow', who: ['group:dev'], where: ['team/**'], what: ['pull'] }] as const;
    const access = await start({ files: { rules } });
    const may = () => access.live.view.decide({ identity, repository: app, right: 'pull', address: '' }).isAllowed;
    expect(may()).toBe(true);
    access.replaceFiles({ groups: { dev: ['ada'] } });
    expect(may()).toBe(false);
    expect(access.files().rules).toEqual([]);
    access.replaceFiles({ rules });
    expect(may()).toBe(true);
  });

  it('writes the events that wait when it is closed', async () => {
    const store = new MemoryAccessStore();
    const { audit, close } = await start({ store });
    audit.record({ action: 'access.refused', outcome: 'refused', actor: { kind: 'user', name: 'ada' } });
    await close();
    const { items } = await store.audit.read({ limit: 10, filter: { action: 'access.refused' } });
    expect(items).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['rules', { rules: [] }],
    ['auditKeepSeconds', { settings: { auditKeepSeconds: 1 } }],
    ['auditKeepDays', { settings: { auditKeepDays: 1 } }],
    ['lifeSeconds', { tokens: { ...tokens, lifeSeconds: 1 } }],
    ['store', { store: undefined }],
    ['either tokens or external', { tokens: undefined }],
    ['either tokens or external', { external: {} }],
    ['rootCertBundle', { tokens: undefined, external }],
  ])('names the option %s with a wrong value', async (name, options) => {
    await expect(start(options)).rejects.toThrow(name);
  });

  it('warns of rules by which clients cannot push', async () => {
    const warnings: unknown[] = [];
    await start({
      log: { ...silentAccessLog, warn: (...line) => warnings.push(line) },
      files: { rules: [{ effect: 'allow', who: ['user:ada'], where: ['team/**'], what: ['push'] }] },
    });
    expect(warnings).toEqual([[expect.stringContaining('push but not pull'), { rule: 'file:0' }]]);
  });

  it('leaves nothing behind if it cannot start', async () => {
    let signal: AbortSignal | undefined;
    const store = new MemoryAccessStore();
    store.watch = (_, given) => {
      signal = given;
    };
    await expect(start({ store, tokens: { ...tokens, sealingKeys: [] } })).rejects.toThrow(TypeError);
    expect(signal?.aborted).toBe(true);
  });
});
