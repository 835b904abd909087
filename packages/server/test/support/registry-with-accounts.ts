import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type Access, createAccess } from '@lading/access';
import type { AccessRule } from '@lading/core';
import { MemoryAccessStore } from '@lading/storage';
import { accessControlOf } from '../../src/index.js';
import { type StartRegistryOptions, startRegistry } from '../../src/testing/index.js';
import { memoryStores } from './memory-stores.js';

/** The operator at the command line, who may do everything. */
export const operator = { identity: { kind: 'system', name: 'operator' } } as const;

export const accounts = {
  namespace: 'cases',
  owner: { username: 'owner', password: 'the secret of the owner' },
  member: { username: 'member', password: 'the secret of the member' },
  stranger: { username: 'stranger', password: 'the secret of the stranger' },
};

/** The rights of `RegistryAccounts`. */
export const rules: readonly AccessRule[] = [
  { effect: 'allow', who: ['user:owner'], where: ['cases/**'], what: ['pull', 'push', 'delete'] },
  { effect: 'allow', who: ['user:member'], where: ['cases/shared/**'], what: ['pull'] },
  { effect: 'deny', who: ['user:member'], where: ['cases/shared/secret/**'], what: ['list', 'pull'] },
  { effect: 'allow', who: ['user:member'], where: ['cases/member/**'], what: ['pull', 'push'] },
  { effect: 'allow', who: ['anonymous', 'authenticated'], where: ['cases/public/**'], what: ['pull'] },
];

export interface Settled {
  readonly store: MemoryAccessStore;
  readonly sealingKey: Uint8Array;
}

/** Access records with the accounts. */
export async function settle(): Promise<Settled> {
  const settled = { store: new MemoryAccessStore(), sealingKey: randomBytes(32) };
  const access = await accessOn(settled, 'http://127.0.0.1');
  for (const { username, password } of [accounts.owner, accounts.member, accounts.stranger]) {
    await access.administration.users.put(operator, username, {}, 'absent');
    await access.administration.passwords.set(operator, username, password);
  }
  await access.close();
  return settled;
}

export function accessOn({ store, sealingKey }: Settled, issuer: string): Promise<Access> {
  const tokens = { service: 'registry.test', issuer, sealingKeys: [sealingKey], refreshTokens: true };
  return createAccess({ store, files: { rules }, tokens });
}

/** Starts a registry with the accounts, on a port that the realm names. */
export async function startWithAccounts(
  settled: Settled,
  options: Omit<StartRegistryOptions, 'blobStore' | 'metadataStore'> = {},
) {
  const port = await freePort();
  const access = await accessOn(settled, 'https://registry.test');
  const registry = await startRegistry({
    ...memoryStores(),
    access: accessControlOf(access, { realm: `http://127.0.0.1:${port}/v2/token` }),
    tokenService: access,
    port,
    ...options,
  });
  const stop = async () => {
    await registry.stop();
    await access.close();
  };
  return { url: registry.url, access, stop };
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
