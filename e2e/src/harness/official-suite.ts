import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './accounts.js';
import type { Checks } from './checks.js';
import { reportsDirectory } from './paths.js';
import { runCommand } from './run-command.js';
import { makeTemporaryDirectory } from './temporary-directory.js';

export const officialSuites = ['release-1.1.1', 'main-1.1', 'main-dev'] as const;
export type OfficialSuite = (typeof officialSuites)[number];

/** A registry under test. */
interface Subject {
  readonly url: string;
  readonly host: string;
  /** The account that runs the suite; an anonymous client if absent. Only the newer suite can sign in. */
  readonly account?: Account;
}

interface SuiteTest {
  readonly title: string;
  readonly status: string;
}

const leastTests = 70;

/**
 * Tests of the suite of the release v1.1.1 that run only where nothing may be pushed, or that exclude another test that
 * does run.
 */
const cannotRun = [
  'Get tag name from environment',
  'Populate registry with test tags (no push)',
  'Cross-mounting of nonexistent blob should yield session id',
  'Cross-mounting without from, and automatic content discovery disabled should return a 202',
];

/**
 * Tests of mounts that fail when the newer suite signs in. It asks for a token for the target alone, so the registry does not let
 * it read the source. `access-clients` tests clients that ask for both.
 */
const needAnotherToken = ['/mount/blob-mount', '/blob-mount-anonymous', 'Blob anonymous mount'];

/** The features that one of the versions switches off by default. */
const optionalFeatures = [
  'API_BLOBS_DIGEST_HEADER',
  'API_BLOBS_MOUNT_ANONYMOUS',
  'API_BLOBS_UPLOAD_CANCEL',
  'API_MANIFESTS_DIGEST_HEADER',
  'API_MANIFESTS_TAG_PARAM',
  'DATA_SHA512',
  'DATA_SPARSE',
];

/**
 * Runs one of the suites of the specification's authors with everything switched on.
 * @param name the name of the rows and of the folder of its reports
 */
export async function runOfficialSuite(
  checks: Checks,
  suite: OfficialSuite,
  subject: Subject,
  name: string = suite,
): Promise<void> {
  const reports = join(reportsDirectory, 'official-conformance', name.replaceAll(/[^\w.-]+/g, '-'));
  mkdirSync(reports, { recursive: true });
  const work = makeTemporaryDirectory('official-conformance');
  const env = { PATH: process.env.PATH, HOME: work, ...environmentOf(suite, subject, reports) };
  const command = suite === 'release-1.1.1' ? 'oci-conformance-1.1.1' : 'conformance';
  await checks.check(`${name}: the suite succeeds`, () => runCommand(command, [], { env, cwd: work, seconds: 300 }));
  const excepted = subject.account === undefined ? cannotRun : needAnotherToken;
  await checks.check(`${name}: it wrote its reports`, () => judge(checks, name, reports, excepted));
}

function environmentOf(suite: OfficialSuite, subject: Subject, reports: string): NodeJS.ProcessEnv {
  if (suite === 'release-1.1.1') return environmentOfRelease(subject, reports);
  return environmentOfMain(suite === 'main-1.1' ? '1.1' : 'dev', subject, reports);
}

function environmentOfRelease({ url }: Subject, reports: string): NodeJS.ProcessEnv {
  return {
    OCI_ROOT_URL: url,
    OCI_NAMESPACE: 'release-1.1.1/repository',
    OCI_CROSSMOUNT_NAMESPACE: 'release-1.1.1/other',
    OCI_TEST_PULL: '1',
    OCI_TEST_PUSH: '1',
    OCI_TEST_CONTENT_DISCOVERY: '1',
    OCI_TEST_CONTENT_MANAGEMENT: '1',
    OCI_AUTOMATIC_CROSSMOUNT: '1',
    OCI_HIDE_SKIPPED_WORKFLOWS: '0',
    OCI_REPORT_DIR: reports,
  };
}

function environmentOfMain(version: string, { host, account }: Subject, reports: string): NodeJS.ProcessEnv {
  return {
    OCI_VERSION: version,
    OCI_REGISTRY: host,
    OCI_TLS: 'disabled',
    OCI_REPO1: `main-${version}/repository1`,
    OCI_REPO2: `main-${version}/repository2`,
    OCI_RESULTS_DIR: reports,
    ...(account && { OCI_USERNAME: account.name, OCI_PASSWORD: account.secret, OCI_CACHE_AUTH: 'true' }),
    ...Object.fromEntries(optionalFeatures.map((feature) => [`OCI_${feature}`, 'true'])),
  };
}

/** Every test of the suite must pass, except `excepted`. `results.yaml`, which only the newer suite writes, must agree. */
function judge(checks: Checks, name: string, reports: string, excepted: readonly string[]): void {
  const isExcepted = ({ title }: SuiteTest) => excepted.some((end) => title.endsWith(end));
  const tests = readTests(join(reports, 'junit.xml')).filter((test) => !isExcepted(test));
  const passed = tests.filter(({ status }) => status === 'passed').length;
  checks.add({ passed, failures: [] });
  checks.note(`${name}: ${passed} of ${tests.length} passed`);
  const file = join(reports, 'results.yaml');
  const results = existsSync(file) ? readResults(file).filter((test) => !isExcepted(test)) : [];
  for (const { title, status } of [...tests, ...results])
    if (status !== 'passed') checks.fail(`${name}: ${title}`, status);
  if (tests.length < leastTests) throw new Error(`only ${tests.length} tests ran`);
}

function readTests(file: string): SuiteTest[] {
  return [...readFileSync(file, 'utf8').matchAll(/<testcase ([^>]*)>/g)].map(([, attributes = '']) => ({
    title: /name="([^"]*)"/.exec(attributes)?.[1] ?? '',
    status: /status="([^"]*)"/.exec(attributes)?.[1] ?? 'without a status',
  }));
}

/** Reads `  Blob get: Pass` below `apis:` and `data:`. A configuration that is off is `    sha512: false`. */
function readResults(file: string): SuiteTest[] {
  const rows = readFileSync(file, 'utf8').matchAll(
    /^ +([\w ]+): (Pass|FAIL|Skip|Error|Disabled|Unknown|true|false)$/gm,
  );
  return [...rows].map(([, row, status = '']) => ({
    title: `results.yaml: ${row}`,
    status: /Pass|true/.test(status) ? 'passed' : status,
  }));
}
