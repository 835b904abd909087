import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { MemoryAccessStore } from '@lading/storage';
import { type Access, createAccess } from '../../src/index.js';
import { ownService } from '../support/own-service.js';
import { quickBcrypt } from '../support/sign-in-setting.js';

const client = { address: '127.0.0.1' };
const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
const [first, second] = ['the first password of ada', 'the second password of ada'];

describe('a password of the htpasswd file that changes', () => {
  let folder: string;
  let store: MemoryAccessStore;
  let lines: { ada: string; bob: string };
  const open: Access[] = [];
  const write = async () => {
    const content = Object.entries(lines).map(([name, hash]) => `${name}:${hash}\n`);
    await writeFile(join(folder, 'htpasswd'), content.join(''));
  };
  const start = async (sealingKeys = [oldKey]) => {
    const access = await createAccess({
      store,
      files: { htpasswd: join(folder, 'htpasswd') },
      tokens: { service: 'registry', issuer: 'registry', sealingKeys, refreshTokens: true },
    });
    open.push(access);
    return access;
  };
  /** Signs in, and gets a token, a session and a refresh token. Returns a function that asks whether a process accepts them. */
  const signIn = async (access: Access, name: string, password: string) => {
    const outcome = await access.signIn.signIn({ name, secret: password, client });
    if (outcome.outcome !== 'signed-in') throw new Error(`${name} is not signed in`);
    const { identity } = outcome;
    const { token } = await ownService(access).issue({ identity, address: client.address, scopes: [] });
    const { secret } = await access.sessions.create(identity, client);
    const refresh = (await access.refreshTokens?.create(identity, { client })) ?? '';
    return async (replica: Access) => [
      (await replica.tokens.verify(token)).outcome,
      (await replica.sessions.use(secret)) === undefined ? 'no session' : 'session',
      (await replica.refreshTokens?.signIn({ secret: refresh, client }))?.outcome,
    ];
  };
  const accepted = ['valid', 'session', 'signed-in'];
  const ended = ['invalid', 'no session', 'refused'];
  const untilRead = async (access: Access, before: readonly string[] | undefined) => {
    while (access.files().marksOf?.('ada')[0] === before?.[0]) await setTimeout(50);
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lading-access-'));
    store = new MemoryAccessStore();
    lines = { ada: await quickBcrypt(first), bob: await quickBcrypt('the password of bob') };
    await write();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((access) => access.close()));
    await rm(folder, { recursive: true });
  });

  it('[A27] ends tokens, sessions and refresh tokens of that user on all replicas, also after a restart', async () => {
    const [one, other] = [await start(), await start()];
    const [ofAda, ofBob] = [await signIn(one, 'ada', first), await signIn(one, 'bob', 'the password of bob')];
    for (const replica of [one, other, await start()]) expect(await ofAda(replica)).toEqual(accepted);
    const marks = one.files().marksOf?.('ada');
    lines.ada = await quickBcrypt(second);
    await write();
    await Promise.all([one, other].map((replica) => untilRead(replica, marks)));
    const replicas = [one, other, await start()];
    for (const replica of replicas) expect(await ofAda(replica)).toEqual(ended);
    for (const replica of replicas) expect(await ofBob(replica)).toEqual(accepted);
    const again = await signIn(one, 'ada', second);
    for (const replica of replicas) expect(await again(replica)).toEqual(accepted);
  });

  it('ends the token and the sessions of a user of the file when the user moves to the database', async () => {
    const ofAda = await signIn(await start(), 'ada', first);
    await store.change(({ users }) => users.insert({ name: 'ada', isDisabled: false, passwordHash: lines.ada }));
    expect(await ofAda(await start())).toEqual(accepted);
    lines = { bob: lines.bob } as typeof lines;
    await write();
    expect(await ofAda(await start())).toEqual(ended);
  });

  it('keeps a token of a personal access token', async () => {
    const access = await start();
    const context = { identity: { kind: 'system', name: 'operator' } } as const;
    const { credential } = await access.administration.personalTokens.create(context, 'ada', { description: 'ci' });
    const identity = { kind: 'user', name: 'ada', credential: credential.id } as const;
    const { token } = await ownService(access).issue({ identity, address: client.address, scopes: [] });
    lines.ada = await quickBcrypt(second);
    await write();
    expect(await (await start()).tokens.verify(token)).toMatchObject({ outcome: 'valid' });
  });

  it('is not noticed when the sealing key is replaced', async () => {
    const ofAda = await signIn(await start(), 'ada', first);
    expect(await ofAda(await start([newKey, oldKey]))).toEqual(accepted);
  });
});
