// Starts a registry in memory with a token service, and with the accounts and rights that the cases of tokens need.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { createAccess } from '../../packages/access/dist/index.js';
import { accessControlOf } from '../../packages/server/dist/index.js';
import { startRegistry } from '../../packages/server/dist/testing/index.js';
import { MemoryAccessStore, MemoryBlobStore, MemoryMetadataStore } from '../../packages/storage/dist/index.js';

const operator = { identity: { kind: 'system', name: 'operator' } };
const allow = (who, where, ...what) => ({ effect: 'allow', who: [who], where: [where], what });
const rules = [
  allow('user:owner', 'cases/**', 'pull', 'push', 'delete'),
  allow('user:member', 'cases/shared/**', 'pull'),
  { ...allow('user:member', 'cases/shared/secret/**', 'list', 'pull'), effect: 'deny' },
  allow('user:member', 'cases/member/**', 'pull', 'push'),
  allow('anonymous', 'cases/public/**', 'pull'),
  allow('authenticated', 'cases/public/**', 'pull'),
];
const [owner, member, stranger] = ['owner', 'member', 'stranger'].map((username) => ({
  username,
  password: `the secret of the ${username}`,
}));

/** What `runRegistryCases` takes. */
export async function startWithAccounts() {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const tokens = { service: 'registry.test', issuer: url, sealingKeys: [randomBytes(32)] };
  const access = await createAccess({ store: new MemoryAccessStore(), files: { rules }, tokens });
  for (const { username, password } of [owner, member, stranger]) {
    await access.administration.users.put(operator, username, {}, 'absent');
    await access.administration.passwords.set(operator, username, password);
  }
  await startRegistry({
    blobStore: new MemoryBlobStore(),
    metadataStore: new MemoryMetadataStore(),
    access: accessControlOf(access, { realm: `${url}/v2/token` }),
    tokenService: access,
    port,
  });
  return { url, accounts: { namespace: 'cases', owner, member, stranger } };
}

function freePort() {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
