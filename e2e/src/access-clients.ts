// The usual clients with accounts: a user with a password, a robot, and a personal access token. Each client succeeds with requests
// that its account may make, and fails with a message about access for all others.
// `npm run e2e -- access-clients crane oras` checks these clients only.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { clientNames, clientsFor, type SecuredClientName } from './access-clients/clients.js';
import { type SignedInClient, tag } from './access-clients/context.js';
import { createIdentities, type Kind, kinds, roles, rules, users } from './access-clients/identities.js';
import { expectRefusal } from './access-clients/refusal.js';
import { writeSources } from './access-clients/sources.js';
import { basic, openAdministration, writeAccessFile } from './harness/accounts.js';
import { Checks } from './harness/checks.js';
import { openExternalDatabase } from './harness/database.js';
import { expectEqual } from './harness/expect.js';
import { imageManifestType } from './harness/image.js';
import { imageIndexType } from './harness/oci-layout.js';
import { send } from './harness/push-and-pull.js';
import { startReplica } from './harness/replicas.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';

const given = process.argv.slice(2);
const names = given.length === 0 ? clientNames : clientNames.filter((name) => given.includes(name));
const checks = new Checks('access-clients');
const work = makeTemporaryDirectory('access-clients');
const accessFile = await writeAccessFile(join(work, 'access'), Object.values(users), { rules });
const database = await openExternalDatabase(work, `lading_ci_${randomBytes(6).toString('hex')}`);
const registry = await startReplica({
  directory: work,
  name: 'registry',
  environment: {
    DATABASE_URL: database.url,
    LADING_ACCESS_FILE: accessFile,
  },
});
const opened = await openAdministration(database.url, accessFile);
/** Some clients refuse a realm on another host than the one that they have called, so both names of this machine are tried. */
const hosts: Readonly<Record<Kind, string>> = {
  user: registry.host.replace('127.0.0.1', 'localhost'),
  robot: registry.host,
  token: registry.host.replace('127.0.0.1', 'localhost'),
};
const identities = await createIdentities(opened.administration);
await opened.close();
const sources = await writeSources(join(work, 'sources'));

for (const kind of kinds) {
  const people = await clientsOf(kind);
  for (const name of names)
    await checkClient(kind, name, people.writer[name], people.reader[name], people.stranger[name]);
}

await checks.check('the registry stops', () => registry.stop());
await database.close();
checks.finish();

async function clientsOf(kind: Kind) {
  const [writer, reader, stranger] = await Promise.all(
    roles.map((role) => clientsFor(join(work, `${kind}-${role}`), hosts[kind], identities[kind][role], sources)),
  );
  if (!writer || !reader || !stranger) throw new Error('a role has no clients');
  return { writer, reader, stranger };
}

async function checkClient(
  kind: Kind,
  name: SecuredClientName,
  writer: SignedInClient,
  reader: SignedInClient,
  stranger: SignedInClient,
): Promise<void> {
  const { check } = checks;
  const secrets = identities[kind];
  const as = (role: string) => `${name} with the ${kind} of a ${role}`;
  const here = `team/${kind}/${name}`;
  const [copy, refused] = [`${here}-copy`, `${here}-refused`];
  const isThere = (repository: string) => exists(repository, writer.tag ?? tag);

  if (writer.isLoginChecked)
    await check(`[A32] ${as('writer')}: a login with a wrong secret fails`, () =>
      expectRefusal(() => writer.logIn(`${secrets.writer.secret}-wrong`)),
    );
  for (const [role, client] of Object.entries({ writer, reader, stranger }))
    await check(`[A32] ${as(role)} logs in`, () => client.logIn(secrets[role as keyof typeof secrets].secret));

  await check(`${as('writer')} pushes`, async () => {
    await writer.push(here);
    expectEqual(await isThere(here), true);
  });
  await check(`[A54] ${as('reader')} may not push`, async () => {
    await expectRefusal(() => reader.push(refused));
    expectEqual(await isThere(refused), false);
  });
  await check(`${as('stranger')} may not push`, async () => {
    await expectRefusal(() => stranger.push(refused));
    expectEqual(await isThere(refused), false);
  });
  const { attach } = writer;
  if (attach) {
    await check(`${as('reader')} may not attach`, async () => {
      await expectRefusal(async () => reader.attach?.(here));
      expectEqual(await countReferrers(here), 0);
    });
    await check(`${as('writer')} attaches`, async () => {
      await attach(here);
      expectEqual(await countReferrers(here), 1);
    });
  }
  await check(`${as('reader')} pulls`, () => reader.pull(here));
  await check(`[A72] ${as('stranger')} may not pull`, () => expectRefusal(() => stranger.pull(here)));
  if (writer.copy) {
    await check(`${as('writer')} copies to another repository`, async () => {
      await writer.copy?.(here, copy);
      expectEqual(await isThere(copy), true);
    });
    await check(`${as('reader')} may not copy`, async () => {
      await expectRefusal(async () => reader.copy?.(here, refused));
      expectEqual(await isThere(refused), false);
    });
  }
  if (writer.delete) {
    await check(`${as('reader')} may not delete`, async () => {
      await expectRefusal(async () => reader.delete?.(here));
      expectEqual(await isThere(here), true);
    });
    await check(`${as('writer')} deletes`, async () => {
      await writer.delete?.(here);
      expectEqual(await isThere(here), false);
    });
  }
}

/** Asks as the user who may pull everything. */
async function exists(repository: string, tag: string): Promise<boolean> {
  const { status } = await ask(`${repository}/manifests/${tag}`);
  if (status !== 200 && status !== 404) throw new Error(`${repository}:${tag} answers ${status}`);
  return status === 200;
}

async function countReferrers(repository: string): Promise<number> {
  const digest = (await ask(`${repository}/manifests/${tag}`)).headers.get('docker-content-digest');
  const { body } = await ask(`${repository}/referrers/${digest}`);
  return (JSON.parse(body.toString()) as { manifests: unknown[] }).manifests.length;
}

function ask(path: string) {
  const types = [imageManifestType, imageIndexType, 'application/vnd.docker.distribution.manifest.v2+json'];
  const headers = { authorization: basic(users.reader), accept: types.join() };
  return send('GET', `${registry.url}/v2/${path}`, { headers });
}
