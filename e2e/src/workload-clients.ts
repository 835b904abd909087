// Clients that sign in without a stored secret: with the ID token of a platform as the password, with a secret that they got in
// exchange for the token, and as a job that has only the variables of its platform.
// `npm run e2e -- workload-clients crane oras` checks these clients only.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { operator } from '@lading/access';
import { githubClaims, gitlabClaims, WorkloadIssuer } from '@lading/access/testing';
import { clientsFor, type SecuredClientName } from './access-clients/clients.js';
import { expectRefusal } from './access-clients/refusal.js';
import { writeSources } from './access-clients/sources.js';
import { basic, openAdministration, writeAccessFile } from './harness/accounts.js';
import { Checks } from './harness/checks.js';
import { openExternalDatabase } from './harness/database.js';
import { expectEqual } from './harness/expect.js';
import { imageIndexType } from './harness/oci-layout.js';
import { send } from './harness/push-and-pull.js';
import { startReplica } from './harness/replicas.js';
import { runCommand } from './harness/run-command.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';
import { waitUntil } from './harness/wait.js';

const clientNames = ['skopeo', 'crane', 'oras', 'regctl'] as const satisfies readonly SecuredClientName[];
const given = process.argv.slice(2);
const names = given.length === 0 ? clientNames : clientNames.filter((name) => given.includes(name));
const audience = 'registry.example.com';
const robot = 'ci';

const checks = new Checks('workload-clients');
const { check } = checks;
const work = makeTemporaryDirectory('workload-clients');
const issuer = await WorkloadIssuer.start();
const accessFile = await writeAccessFile(join(work, 'access'), [], {
  rules: [{ who: [`robot:${robot}`], where: ['team/**'], what: ['pull', 'push', 'delete'] }],
  issuers: [{ issuer: issuer.issuer, addresses: ['127.0.0.1'] }],
  trusts: [
    {
      issuer: issuer.issuer,
      audience,
      claims: { repository_id: '74', ref: { glob: 'refs/heads/*' }, event_name: 'push' },
      robot,
    },
  ],
});
const database = await openExternalDatabase(work, `lading_ci_${randomBytes(6).toString('hex')}`);
const registry = await startReplica({
  directory: work,
  name: 'registry',
  environment: { DATABASE_URL: database.url, LADING_ACCESS_FILE: accessFile },
});
const { host } = registry;
const sources = await writeSources(join(work, 'sources'));

for (const name of names) {
  await checkClient(name, 'an ID token as password', async () => tokenOf());
  await checkClient(name, 'an exchanged secret', async () => (await exchange(tokenOf())).secret);
}

await check('[A91] a pull request can neither sign in nor exchange its token', async () => {
  const wrong = () => tokenOf({ event_name: 'pull_request' });
  const home = join(work, 'pull-request');
  const { oras } = await clientsFor(home, host, { name: robot, secret: wrong() }, sources);
  await expectRefusal(() => oras.logIn(wrong()));
  expectEqual((await exchange(wrong())).status, 400);
});

await check('[A98] a raw ID token is a bearer token', async () => {
  expectEqual(await ping(`Bearer ${tokenOf()}`), 200);
  expectEqual(await ping(`Bearer ${tokenOf({ repository_id: '75' })}`), 401);
});

await check('[A89] a rule of the database has effect at once, and its deletion signs the workload out', async () => {
  const { administration, close } = await openAdministration(database.url);
  await administration.robots.put(operator, 'builder', { namespace: 'team/**' });
  const claims = { project_id: '42', ref_protected: 'true' };
  const rule = { issuer: issuer.issuer, audience, claims, robot: 'builder' };
  const { id } = await administration.trusts.create(operator, rule);
  const token = issuer.sign({ aud: audience, ...gitlabClaims() });
  await waitUntil('the rule counts', async () => (await ping(`Bearer ${token}`)) === 200);
  const { secret } = await exchange(token);
  expectEqual(await ping(basic({ name: 'builder', secret })), 200);
  await administration.trusts.delete(operator, id);
  await waitUntil('the secret ends', async () => (await ping(basic({ name: 'builder', secret }))) === 401);
  expectEqual(await ping(`Bearer ${token}`), 401);
  await close();
});

await check('a new key of the platform is found, and sign-in still works during an outage', async () => {
  issuer.rotate({ keepsOld: true });
  await waitUntil('the key is found', async () => (await ping(`Bearer ${tokenOf()}`)) === 200);
  issuer.fault = 'down';
  expectEqual(await ping(`Bearer ${tokenOf()}`), 200);
  issuer.fault = 'none';
});

await check('a job without a stored secret pushes and pulls', async () => {
  issuer.job = githubClaims();
  const home = makeTemporaryDirectory('job');
  await runCommand('sh', [resolve(import.meta.dirname, '../fixtures/job-without-secrets.sh')], {
    env: {
      PATH: process.env.PATH,
      HOME: home,
      DOCKER_CONFIG: home,
      ACTIONS_ID_TOKEN_REQUEST_URL: issuer.requestUrl,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: issuer.requestToken,
      REGISTRY_URL: `http://${host}`,
      AUDIENCE: audience,
      LAYOUT: `${sources.layout}:v1`,
    },
  });
  expectEqual(await exists('team/job'), true);
});

await check('no token and no exchanged secret is in a log', async () => {
  expectEqual(/eyJ[\w-]{20,}\.|ldx_[0-9A-Za-z]{46}/.test(readFileSync(registry.logFile, 'utf8')), false);
});

await check('the registry stops', () => registry.stop());
await issuer.close();
await database.close();
checks.finish();

async function checkClient(name: SecuredClientName, kind: string, secretOf: () => Promise<string>): Promise<void> {
  const secret = await secretOf();
  const home = join(work, `${name} ${kind}`.replaceAll(' ', '-'));
  const client = (await clientsFor(home, host, { name: robot, secret }, sources))[name];
  const repository = `team/${name}/${kind.startsWith('an ID') ? 'token' : 'secret'}`;
  await check(`[A89] ${name} with ${kind} logs in, pushes and pulls`, async () => {
    await client.logIn(secret);
    await client.push(repository);
    expectEqual(await exists(repository), true);
    await client.pull(repository);
  });
  await check(`[A54] ${name} with ${kind} may not push elsewhere`, () =>
    expectRefusal(() => client.push(`other/${name}`)),
  );
}

function tokenOf(more: object = {}): string {
  return issuer.sign({ aud: audience, ...githubClaims(more) });
}

async function exchange(token: string): Promise<{ readonly status: number; readonly secret: string }> {
  const answer = await fetch(`${registry.url}/v2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      subject_token: token,
    }),
  });
  const { access_token: secret = '' } = (await answer.json()) as { access_token?: string };
  return { status: answer.status, secret };
}

async function ping(authorization: string): Promise<number> {
  return (await send('GET', `${registry.url}/v2/`, { headers: { authorization } })).status;
}

async function exists(repository: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${tokenOf()}`, accept: imageIndexType };
  const { status } = await send('HEAD', `${registry.url}/v2/${repository}/manifests/v1`, { headers });
  if (status !== 200 && status !== 404) throw new Error(`${repository}:v1 answers ${status}`);
  return status === 200;
}
