// Every conformance suite, ours and that of the specification's authors, on each way to deploy the registry: blobs in files
// and in S3, PostgreSQL its own and another, and three replicas behind a load balancer that gives each request to the next.
// `bad-input` and `official-conformance` run them on files with a PostgreSQL of its own.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createChecks } from './harness/checks.mjs';
import { registryCases, runOfficialSuite, runOurCases, standardFeatures } from './harness/conformance-suites.mjs';
import { openExternalDatabase, queryDatabase } from './harness/external-database.mjs';
import { makeTemporaryDirectory } from './harness/paths.mjs';
import { startReplica, startReplicas } from './harness/replicas.mjs';
import { installS3Server, registryOnS3, startS3Server } from './harness/s3-process.mjs';

const checks = createChecks('deployments');
const work = makeTemporaryDirectory('deployments');
const features = [...standardFeatures, 'anonymous-mount'];
/** These are about one server's own connections: a load balancer has a parser and buffers of its own. */
const throughProxy = registryCases.filter(({ id }) => !id.startsWith('connection/'));

const program = await checks.check('the S3 server is built', installS3Server);
const s3 = program && (await checks.check('the S3 server starts', () => startS3Server(program)));
const onS3 = () => ({ ...registryOnS3(s3), LADING_S3_PREFIX: `${randomBytes(4).toString('hex')}/` });

const deployments = {
  's3, own PostgreSQL': { start: startOne, environment: onS3, cases: registryCases },
  's3, other PostgreSQL': { start: startOne, environment: onS3, cases: registryCases, isExternal: true },
  // Our cases on this are run by `bad-input`.
  'files, other PostgreSQL': { start: startOne, environment: () => ({}), cases: [], isExternal: true },
  'three replicas on s3': { start: startThree, environment: onS3, cases: throughProxy, isExternal: true },
  'three replicas on a shared folder': {
    start: startThree,
    environment: () => ({}),
    cases: throughProxy,
    isExternal: true,
  },
};
const given = process.argv.slice(2);
for (const [name, deployment] of Object.entries(deployments)) {
  if (given.length > 0 && !given.includes(name)) continue;
  console.log(`  ${name}`);
  if (deployment.cases.length > 0)
    await deploy(name, deployment, {}, async ({ url }) => {
      await runOurCases(checks, name, url, { features, cases: deployment.cases });
    });
  // The suite of the authors wants sparse manifests, of which ours wants that they are refused. It asks for the digest in
  // the answer of every blob, which is S3's own where the registry redirects.
  const wishes = { LADING_ALLOW_SPARSE: 'true', LADING_REDIRECTS: 'false' };
  await deploy(name, deployment, wishes, async (registry) => {
    for (const suite of ['main-1.1', 'main-dev']) await runOfficialSuite(checks, suite, registry, `${name} ${suite}`);
  });
}
await checks.check('the S3 server stops', () => s3.stop());
checks.finish();

async function deploy(name, { start, environment, isExternal = false }, wishes, use) {
  const database = isExternal
    ? await openExternalDatabase(work, `lading_ci_${randomBytes(6).toString('hex')}`)
    : undefined;
  const place = database === undefined ? {} : { DATABASE_URL: database.url };
  try {
    const directory = join(work, randomBytes(4).toString('hex'));
    const registry = await checks.check(`${name}: it starts`, () =>
      start({ directory, environment: { ...environment(), ...place, ...wishes } }),
    );
    if (registry === undefined) return;
    if (start === startThree) await checks.check(`${name}: they migrate once`, () => expectOneMigration(database.url));
    await use(registry);
    if (start === startThree) await checks.check(`${name}: each has served`, () => expectShares(registry.served()));
    await checks.check(`${name}: it stops`, () => registry.stop());
  } finally {
    await database?.close();
  }
}

function startOne(parts) {
  return startReplica({ ...parts, name: 'registry' });
}

function startThree(parts) {
  return startReplicas({ ...parts, count: 3 });
}

/** All three started together on an empty database. */
async function expectOneMigration(url) {
  const rows = await queryDatabase(url, 'SELECT name, count(*)::int AS times FROM lading.migrations GROUP BY name');
  if (rows.length === 0 || rows.some(({ times }) => times !== 1)) throw new Error(JSON.stringify(rows));
}

function expectShares(served) {
  const counts = Object.values(served);
  if (counts.length !== 3 || Math.min(...counts) < 100) throw new Error(JSON.stringify(served));
}
