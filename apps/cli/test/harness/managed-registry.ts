import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type Access, createAccess, operator, type TokenService } from '@lading/access';
import { ManagementModule } from '@lading/management';
import { accessControlOf, createRegistryAdapter, RegistryModule, TokenServiceModule } from '@lading/server';
import { MemoryAccessStore, MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

export const password = 'correct horse battery staple';

export interface ManagedRegistry {
  /** `127.0.0.1:<port>`. */
  readonly host: string;
  readonly access: Access;
  stop(): Promise<void>;
}

/**
 * Starts a registry in memory with the management API. Its users have the same password: `root` manages all, `alice` may pull and
 * push below `team`, and `bob` may pull there.
 */
export async function openManagedRegistry(): Promise<ManagedRegistry> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const access = await createAccess({
    store: new MemoryAccessStore(),
    files: {
      rules: [
        { effect: 'allow', who: ['user:alice'], where: ['team/**'], what: ['pull', 'push'] },
        { effect: 'allow', who: ['user:bob', 'robot:builder'], where: ['team/**'], what: ['pull'] },
      ],
    },
    tokens: { service: 'registry.test', issuer: url, sealingKeys: [randomBytes(32)] },
  });
  await createAccounts(access);
  const application = await NestFactory.create(moduleOf(access, url), createRegistryAdapter(), {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  await application.listen(port, '127.0.0.1');
  return {
    host: `127.0.0.1:${port}`,
    access,
    async stop() {
      await application.close();
      await access.close();
    },
  };
}

function moduleOf(access: Access, url: string) {
  const registry = RegistryModule.forRoot({
    blobStore: new MemoryBlobStore(),
    metadataStore: new MemoryMetadataStore(),
    access: accessControlOf(access, { realm: `${url}/v2/token` }),
  });
  const signIn = { ...access, tokens: access.tokens as TokenService };
  @Module({ imports: [registry, TokenServiceModule.forRoot({ access: signIn }), ManagementModule.forRoot({ access })] })
  class ManagedRegistryModule {}
  return ManagedRegistryModule;
}

async function createAccounts({ administration }: Access): Promise<void> {
  await administration.createFirstAdministrator({ name: 'root', password });
  for (const name of ['alice', 'bob']) {
    await administration.users.put(operator, name, {});
    await administration.passwords.set(operator, name, password);
  }
  await administration.robots.put(operator, 'builder', { namespace: 'team/**' });
}

/** A port for a registry that must know its own address before it listens. */
function freePort(): Promise<number> {
  const reserved = createServer();
  return new Promise((resolve) => {
    reserved.listen(0, '127.0.0.1', () => {
      const { port } = reserved.address() as AddressInfo;
      reserved.close(() => resolve(port));
    });
  });
}
