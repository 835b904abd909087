// Three replicas on one database: a new signing key comes into use while clients sign in and pull, and what an administrator
// takes away is gone on every replica within 10 seconds.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { operator } from '@lading/access';
import { Load } from './access-revocation/load.js';
import { bearer, keyIdOf, statusOf, tokenFrom } from './access-revocation/sign-in.js';
import { type Account, basic, openAdministration, writeAccessFile } from './harness/accounts.js';
import { Checks } from './harness/checks.js';
import { openExternalDatabase, queryDatabase } from './harness/database.js';
import { expectEqual, expectNone } from './harness/expect.js';
import { findFreePort } from './harness/free-port.js';
import { makeImage } from './harness/image.js';
import { expectStatus, send } from './harness/push-and-pull.js';
import { startReplica } from './harness/replicas.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';
import { waitUntil } from './harness/wait.js';

/** The promise of docs/operations/access.md. */
const seconds = 10;

const checks = new Checks('access-revocation');
const { check } = checks;
const work = makeTemporaryDirectory('access-revocation');
const database = await openExternalDatabase(work, `lading_ci_${randomBytes(6).toString('hex')}`);
const ports = await Promise.all([findFreePort(), findFreePort(), findFreePort()]);
/** The replicas are one registry for clients: a token of one is for all. */
const publicUrl = `http://127.0.0.1:${ports[0]}`;
const environment = {
  DATABASE_URL: database.url,
  LADING_PUBLIC_URL: publicUrl,
  LADING_ACCESS_FILE: await writeAccessFile(join(work, 'access'), [], {
    rules: [{ who: ['user:root'], where: ['**'], what: ['admin'] }],
  }),
};
const start = (index: number) =>
  startReplica({ directory: work, name: `replica-${index}`, port: ports[index] ?? 0, environment });
// The first one creates the database's tables and the sealing key.
const replicas = [await start(0), ...(await Promise.all([start(1), start(2)]))];
const urls = replicas.map(({ url }) => url);
const [first = '', second = ''] = urls;

const opened = await openAdministration(database.url);
const { users, passwords, groups, robots, robotSecrets, personalTokens, rules } = opened.administration;
const image = makeImage('revocation');
const repository = 'team/app';
const scope = `repository:${repository}:pull`;
const root = await makeUser('root');
await checks.check('an administrator pushes', pushAsRoot);

await check('[A31] a token of one replica works on each other one', async () => {
  const token = await tokenFrom(second, publicUrl, root, scope);
  for (const url of urls) expectEqual(await statusOf(url, repository, bearer(token)), 200);
});
await checkRevocations();
await checkRotation();

await opened.close();
for (const replica of replicas) await check('a replica stops', () => replica.stop());
await database.close();
checks.finish();

async function makeUser(name: string): Promise<Account> {
  const secret = `the password of ${name}`;
  await users.put(operator, name, {}, 'absent');
  await passwords.set(operator, name, secret);
  return { name, secret };
}

async function pushAsRoot(): Promise<void> {
  const authorization = basic(root);
  for (const { digest, bytes } of image.blobs) {
    const upload = `${first}/v2/${repository}/blobs/uploads/?digest=${digest}`;
    expectStatus(await send('POST', upload, { headers: { authorization }, body: bytes }), 201);
  }
  const headers = { authorization, 'content-type': 'application/vnd.oci.image.manifest.v1+json' };
  const manifest = `${first}/v2/${repository}/manifests/v1`;
  expectStatus(await send('PUT', manifest, { headers, body: image.manifest }), 201);
}

/** Each account signs in and pulls from every replica. Then its right is taken away, and every replica must refuse it. */
async function checkRevocations(): Promise<void> {
  await users.put(operator, 'tom', {}, 'absent');
  const ruleOf = (who: `user:${string}` | `group:${string}` | `robot:${string}`) =>
    rules.create(operator, { effect: 'allow', who: [who], where: ['team/**'], what: ['pull'] });

  await ruleOf('user:tom');
  const personal = await personalTokens.create(operator, 'tom', { description: 'revoked' });
  await checkLoss('[A50] a revoked personal token', { name: 'tom', secret: personal.secret }, [401], () =>
    personalTokens.revoke(operator, personal.credential.id),
  );

  await robots.put(operator, 'builder', { namespace: 'team/**' });
  const secret = await robotSecrets.create(operator, 'builder', { description: 'revoked' });
  await ruleOf('robot:builder');
  await checkLoss('[A50] a revoked secret of a robot', { name: 'builder', secret: secret.secret }, [401], () =>
    robotSecrets.revoke(operator, 'builder', secret.credential.id),
  );

  const ruth = await makeUser('ruth');
  const rule = await ruleOf('user:ruth');
  const wide = await personalTokens.create(operator, 'ruth', {
    description: 'wide',
    scopes: [{ where: ['**'], what: ['pull'] }],
  });
  await checkLoss('[A63] a token whose owner loses the rule', { name: 'ruth', secret: wide.secret }, [403], () =>
    rules.delete(operator, rule.id),
  );
  expectEqual(await statusOf(first, repository, basic(ruth)), 403);

  const mary = await makeUser('mary');
  await groups.put(operator, 'dev', { members: ['mary'] });
  await ruleOf('group:dev');
  await checkLoss('[A63] a member who leaves the group', mary, [403], () =>
    groups.put(operator, 'dev', { members: [] }).then(() => undefined),
  );

  const dan = await makeUser('dan');
  await ruleOf('user:dan');
  await checkLoss('[A50] a user who is disabled', dan, [401], () =>
    users.put(operator, 'dan', { isDisabled: true }).then(() => undefined),
  );
}

async function checkLoss(
  title: string,
  account: Account,
  refusals: readonly number[],
  revoke: () => Promise<void>,
): Promise<void> {
  await check(`${title} is refused on every replica within ${seconds} s, and the token from before`, async () => {
    const kinds: string[] = [];
    // A new right can take as long to reach every replica as a revocation.
    await waitUntil(
      'a token that may pull',
      async () => {
        const token = await tokenFrom(second, publicUrl, account, scope).catch(() => undefined);
        if (token === undefined) return false;
        kinds.splice(0, 2, bearer(token), basic(account));
        return (await statusesOf(kinds)).every((status) => status === 200);
      },
      { seconds: 20, milliseconds: 250 },
    );
    await revoke();
    const began = performance.now();
    const isRefused = async () => (await statusesOf(kinds)).every((status) => refusals.includes(status));
    await waitUntil('refused everywhere', isRefused, { seconds, milliseconds: 100 });
    checks.note(`after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  });
}

/** The answer of each replica to each kind of credentials. */
function statusesOf(authorizations: readonly string[]): Promise<number[]> {
  return Promise.all(
    urls.flatMap((url) => authorizations.map((authorization) => statusOf(url, repository, authorization))),
  );
}

/** A key signs 10 minutes after it was made. Here its time is moved, before anybody but the maker has read it. */
async function checkRotation(): Promise<void> {
  const maker = replicas[0];
  const administrator = await personalTokens.create(operator, 'root', { description: 'rotation' });
  const headers = { authorization: `Bearer ${administrator.secret}` };
  const old = await tokenFrom(second, publicUrl, root, scope);
  const load = new Load(urls, publicUrl, root, repository);
  load.start();
  await check('[A48] the next signing key is made under load, and its maker is killed', async () => {
    await waitUntil(
      'the token counts',
      async () => (await send('GET', `${first}/api/v1/keys`, { headers })).status === 200,
      {
        seconds: 20,
      },
    );
    expectStatus(await send('POST', `${first}/api/v1/keys`, { headers }), 204);
    const move = `UPDATE lading.signing_keys SET activate_at = now() + interval '35 seconds'
      WHERE activate_at > now() RETURNING kid`;
    expectEqual((await queryDatabase(database.url, move)).length, 1);
    await load.without(first, async () => {
      await maker?.crash({ postgres: false });
      replicas[0] = await start(0);
    });
  });
  await check('[A48] all replicas sign with the new key, and no request was refused', async () => {
    const before = keyIdOf(old);
    await waitUntil(
      'a token of the new key from each replica',
      async () => {
        const tokens = await Promise.all(urls.map((url) => tokenFrom(url, publicUrl, root, scope)));
        return tokens.every((token) => keyIdOf(token) !== before);
      },
      { seconds: 90, milliseconds: 500 },
    );
    await sleep(2000);
    const { problems, requests } = await load.stop();
    expectNone(problems);
    if (requests < 300) throw new Error(`only ${requests} requests`);
    checks.note(`${requests} requests`);
  });
  await check('[A47] a token of the key before is valid to its end', async () => {
    for (const url of urls) expectEqual(await statusOf(url, repository, bearer(old)), 200);
  });
  await check('[A47] a dropped key ends its tokens on every replica', async () => {
    expectStatus(await send('DELETE', `${first}/api/v1/keys/${keyIdOf(old)}`, { headers }), 204);
    const isRefused = async () => (await statusesOf([bearer(old)])).every((status) => status === 401);
    await waitUntil('refused everywhere', isRefused, { seconds: 45, milliseconds: 250 });
  });
}
