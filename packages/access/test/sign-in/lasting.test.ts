import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { NamedIdentity } from '@lading/core';
import { MemoryAccessStore } from '@lading/storage';
import { type Access, createAccess } from '../../src/index.js';
import { quickBcrypt } from '../support/sign-in-setting.js';

const operator = { identity: { kind: 'system', name: 'operator' } } as const;
const client = { address: '192.0.2.1' };
const password = 'the first password of ada';

describe('a sign-in', () => {
  let access: Access;
  let now: number;
  let folder: string;
  const writeFileOf = async (secret: string) =>
    writeFile(join(folder, 'htpasswd'), `fay:${await quickBcrypt(secret)}\n`);
  beforeEach(async () => {
    now = Date.now();
    folder = await mkdtemp(join(tmpdir(), 'lading-access-'));
    await writeFileOf('the first password of fay');
    const store = new MemoryAccessStore({ now: () => now });
    access = await createAccess({
      store,
      files: { htpasswd: join(folder, 'htpasswd') },
      tokens: { service: 'registry', issuer: 'registry', sealingKeys: [Buffer.alloc(32, 1)] },
    });
    await access.administration.users.put(operator, 'ada', {});
    await access.administration.passwords.set(operator, 'ada', password);
    await access.administration.robots.put(operator, 'ci', { namespace: 'team/**' });
    await pass();
  });
  afterEach(async () => {
    await access.close();
    await rm(folder, { recursive: true });
  });

  /** Lets a second pass for all clocks. */
  const pass = async () => {
    now += 1000;
    await access.live.refresh();
  };
  const signIn = async (name: string, secret: string): Promise<() => NamedIdentity | undefined> => {
    const outcome = await access.signIn.signIn({ name, secret, client });
    if (outcome.outcome !== 'signed-in' || outcome.current === undefined) throw new Error('nobody has signed in');
    await pass();
    return outcome.current;
  };

  it('has its current groups', async () => {
    const current = await signIn('ada', password);
    expect(current()).toEqual({ kind: 'user', name: 'ada', groups: [] });
    await access.administration.groups.put(operator, 'dev', { members: ['ada'] });
    expect(current()).toEqual({ kind: 'user', name: 'ada', groups: ['dev'] });
  });

  it.each<[string, (access: Access) => Promise<unknown>]>([
    [
      'the password is changed',
      ({ administration }) => administration.passwords.set(operator, 'ada', 'another password'),
    ],
    ['the user ends all sessions', ({ administration }) => administration.users.endSessions(operator, 'ada')],
    ['the user is disabled', ({ administration }) => administration.users.put(operator, 'ada', { isDisabled: true })],
    ['the user is deleted', ({ administration }) => administration.users.delete(operator, 'ada')],
  ])('with a password counts until %s', async (_, change) => {
    const current = await signIn('ada', password);
    await change(access);
    expect(current()).toBeUndefined();
  });

  it('with a password does not count for a later user of the same name', async () => {
    const current = await signIn('ada', password);
    await access.administration.users.delete(operator, 'ada');
    now += 10_000;
    await access.administration.users.put(operator, 'ada', {});
    expect(current()).toBeUndefined();
  });

  it('with a password of the htpasswd file counts until the file has another one', async () => {
    const current = await signIn('fay', 'the first password of fay');
    expect(current()).toMatchObject({ name: 'fay' });
    await writeFileOf('the second password of fay');
    const [before] = access.files().marksOf?.('fay') ?? [];
    while (access.files().marksOf?.('fay')[0] === before) await setTimeout(50);
    expect(current()).toBeUndefined();
  });

  it('with a personal access token counts until the token is revoked, also after a change of the password', async () => {
    const { personalTokens, passwords } = access.administration;
    const { credential, secret } = await personalTokens.create(operator, 'ada', { description: 'ci' });
    const current = await signIn('any', secret);
    await passwords.set(operator, 'ada', 'another password of ada');
    expect(current()).toMatchObject({ name: 'ada', credential: credential.id });
    await personalTokens.revoke(operator, credential.id);
    expect(current()).toBeUndefined();
  });

  it('with the secret of a robot counts until the robot is deleted', async () => {
    const { robotSecrets, robots } = access.administration;
    const { secret } = await robotSecrets.create(operator, 'ci', { description: 'builds' });
    const current = await signIn('ci', secret);
    expect(current()).toMatchObject({ kind: 'robot', name: 'ci' });
    await robots.delete(operator, 'ci');
    expect(current()).toBeUndefined();
  });
});
