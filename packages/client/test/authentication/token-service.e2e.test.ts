import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type Access, createAccess } from '@lading/access';
import type { AccessRule } from '@lading/core';
import { accessControlOf } from '@lading/server';
import { type RunningRegistry, startRegistry } from '@lading/server/testing';
import { MemoryAccessStore, MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';
import { type Credential, copy, createRegistryClient, registryImage } from '../../src/index.js';
import { collect, pushImage, someBytes } from '../sample-image.js';

const operator = { identity: { kind: 'system', name: 'operator' } } as const;
const ada: Credential = { username: 'ada', password: 'the first program' };
const eve: Credential = { username: 'eve', password: 'a curious reader' };
const rules: readonly AccessRule[] = [
  { effect: 'allow', who: ['user:ada'], where: ['engines/**'], what: ['pull', 'push', 'delete'] },
  { effect: 'allow', who: ['user:eve'], where: ['engines/open/**'], what: ['pull'] },
];

let server: RunningRegistry;
let access: Access;
beforeAll(async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const tokens = { service: 'registry.test', issuer: url, sealingKeys: [randomBytes(32)] };
  access = await createAccess({ store: new MemoryAccessStore(), files: { rules }, tokens });
  for (const { username, password } of [ada, eve] as { username: string; password: string }[]) {
    await access.administration.users.put(operator, username, {}, 'absent');
    await access.administration.passwords.set(operator, username, password);
  }
  server = await startRegistry({
    blobStore: new MemoryBlobStore(),
    metadataStore: new MemoryMetadataStore(),
    access: accessControlOf(access, { realm: `${url}/v2/token` }),
    tokenService: access,
    port,
  });
});
afterAll(async () => {
  await server.stop();
  await access.close();
});

function freePort(): Promise<number> {
  const reserved = createServer();
  return new Promise((resolve) => {
    reserved.listen(0, '127.0.0.1', () => {
      const { port } = reserved.address() as AddressInfo;
      reserved.close(() => resolve(port));
    });
  });
}

const repositoryOf = (name: string, credentials?: Credential) =>
  createRegistryClient(server.url, { credentials }).repository(name);

describe('a client and a registry with a token service', () => {
  it('sign in, push, pull and delete with tokens [AUTH-05]', async () => {
    const repository = repositoryOf('engines/difference', ada);
    await createRegistryClient(server.url, { credentials: ada }).ping();
    const image = await pushImage(repository, {}, ['v1']);
    expect((await repository.manifests.stat('v1'))?.digest).toBe(image.digest);
    expect(await collect(repository.tags.list())).toEqual(['v1']);
    expect(await repository.manifests.delete(image.digest)).toBe(true);
  });

  it('mount across repositories with a token for both', async () => {
    const [source, target] = [repositoryOf('engines/source', ada), repositoryOf('engines/target', ada)];
    const { digest } = await source.blobs.push(someBytes('mount', 1000));
    expect(await target.blobs.mount(digest, 'engines/source')).toBe(true);
    expect((await target.blobs.stat(digest))?.size).toBe(1000);
    const image = await pushImage(source, {}, ['v1']);
    await copy(registryImage(source, 'v1'), registryImage(target, 'v1'));
    expect((await target.manifests.stat('v1'))?.digest).toBe(image.digest);
  });

  it('pull with a token for pulls, and see why a push is denied', async () => {
    const image = await pushImage(repositoryOf('engines/open/app', ada), {}, ['v1']);
    const repository = repositoryOf('engines/open/app', eve);
    expect((await repository.manifests.stat('v1'))?.digest).toBe(image.digest);
    await expect(pushImage(repository)).rejects.toMatchObject({ status: 403 });
    await expect(repositoryOf('engines/source', eve).manifests.stat('v1')).rejects.toMatchObject({ status: 403 });
  });

  it('see that a password is wrong, and that credentials are missing', async () => {
    const wrong = repositoryOf('engines/open/app', { username: 'ada', password: 'guessed' });
    await expect(wrong.manifests.stat('v1')).rejects.toMatchObject({ status: 401 });
    await expect(repositoryOf('engines/open/app').manifests.stat('v1')).rejects.toMatchObject({ status: 401 });
  });
});
