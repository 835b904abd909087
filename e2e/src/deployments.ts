// Runs every conformance suite, ours and that of the specification's authors, on the ways to deploy the registry: on S3 with its
// own PostgreSQL, and as three replicas with another PostgreSQL, on S3 and on a shared folder, behind a load balancer that gives
// each request to the next one. `bad-input` and `official-conformance` cover one server on files.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type RegistryCase, registryCases, standardFeatures } from '@lading/conformance';
import { Checks } from './harness/checks.js';
import { openExternalDatabase, queryDatabase } from './harness/database.js';
import { runOfficialSuite } from './harness/official-suite.js';
import { runOurCases } from './harness/our-cases.js';
import type { RegistryProcess } from './harness/registry-process.js';
import { type Fleet, startReplica, startReplicas } from './harness/replicas.js';
import { installS3Server, registryOnS3, startS3Server } from './harness/s3-process.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';

interface Deployment {
  readonly name: string;
  readonly replicas: 1 | 3;
  readonly storage: 'files' | 's3';
  readonly database: 'own' | 'external';
  readonly cases: readonly RegistryCase[];
}

const checks = new Checks('deployments');
const work = makeTemporaryDirectory('deployments');
const features = [...standardFeatures, 'anonymous-mount'] as const;
/** Not those about a server's own connections: a load balancer has its own parser and buffers. */
const throughProxy = registryCases.filter(({ id }) => !id.startsWith('connection/'));

const program = await checks.check('the S3 server is built', installS3Server);
const s3 = program && (await checks.check('the S3 server starts', () => startS3Server(program)));

const deployments: readonly Deployment[] = [
  { name: 's3, own PostgreSQL', replicas: 1, storage: 's3', database: 'own', cases: registryCases },
  { name: 'three replicas on s3', replicas: 3, storage: 's3', database: 'external', cases: throughProxy },
  {
    name: 'three replicas on a shared folder',
    replicas: 3,
    storage: 'files',
    database: 'external',
    cases: throughProxy,
  },
];
const given = process.argv.slice(2);
for (const deployment of deployments)
  if (given.length === 0 || given.includes(deployment.name)) await checkDeployment(deployment);
if (s3) await checks.check('the S3 server stops', () => s3.stop());
checks.finish();

async function checkDeployment(deployment: Deployment): Promise<void> {
  const { name, cases } = deployment;
  console.log(`  ${name}`);
  await deploy(deployment, {}, ({ url }) => runOurCases(checks, name, url, { features, cases }));
  // The suite of the authors pushes sparse manifests, which our cases expect to be refused. It also expects the digest in every
  // answer with a blob, and after a redirect that answer comes from S3.
  const wishes = { LADING_ALLOW_SPARSE: 'true', LADING_REDIRECTS: 'false' };
  await deploy(deployment, wishes, async (registry) => {
    for (const suite of ['main-1.1', 'main-dev'] as const)
      await runOfficialSuite(checks, suite, registry, `${name} ${suite}`);
  });
}

/** Starts a deployment on empty stores, uses it, and stops it. */
async function deploy(
  { name, replicas, storage, database }: Deployment,
  wishes: NodeJS.ProcessEnv,
  use: (registry: RegistryProcess | Fleet) => Promise<void>,
): Promise<void> {
  const external =
    database === 'external'
      ? await openExternalDatabase(work, `lading_ci_${randomBytes(6).toString('hex')}`)
      : undefined;
  const place = external === undefined ? {} : { DATABASE_URL: external.url };
  try {
    const directory = join(work, randomBytes(4).toString('hex'));
    const registry = await checks.check(`${name}: it starts`, async (): Promise<RegistryProcess | Fleet> => {
      const environment = { ...environmentOf(storage), ...place, ...wishes };
      if (replicas === 3) return startReplicas({ directory, environment, count: replicas });
      return startReplica({ directory, environment, name: 'registry' });
    });
    if (registry === undefined) return;
    if (replicas > 1) await checks.check(`${name}: they migrate once`, () => expectOneMigration(external?.url ?? ''));
    await use(registry);
    if ('served' in registry) await checks.check(`${name}: each has served`, () => expectShares(registry));
    await checks.check(`${name}: it stops`, () => registry.stop());
  } finally {
    await external?.close();
  }
}

function environmentOf(storage: Deployment['storage']): NodeJS.ProcessEnv {
  if (storage === 'files') return {};
  if (!s3) throw new Error('there is no S3 server');
  return { ...registryOnS3(s3), LADING_S3_PREFIX: `${randomBytes(4).toString('hex')}/` };
}

/** All replicas started together on an empty database. */
async function expectOneMigration(url: string): Promise<void> {
  const statement = 'SELECT name, count(*)::int AS times FROM lading.migrations GROUP BY name';
  const rows = await queryDatabase<{ name: string; times: number }>(url, statement);
  if (rows.length === 0 || rows.some(({ times }) => times !== 1)) throw new Error(JSON.stringify(rows));
}

function expectShares(fleet: Fleet): void {
  const counts = [...fleet.served().values()];
  if (counts.length !== 3 || Math.min(...counts) < 100) throw new Error(`requests of each replica: ${counts}`);
}
