import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeTemporaryDirectory, projectDirectory, reportsDirectory } from './paths.mjs';
import { runCommand } from './run-command.mjs';

const { registryCases, runRegistryCases, standardFeatures, testNameOf } = await import(
  join(projectDirectory, 'packages/conformance/dist/index.js')
);

export { registryCases, runRegistryCases, standardFeatures };

const caseSeconds = 120;

/**
 * Runs our own cases against a registry and passes on what each came to; gives the number of those that apply.
 * `afterEach` is given every case that has run, before the next one.
 */
export async function runOurCases(checks, name, url, { features, cases = registryCases, afterEach }) {
  const results = runRegistryCases({ url }, { features, cases });
  let applied = 0;
  for (;;) {
    const { done, value: result } = await withTimeLimit(results.next());
    if (done) break;
    const title = `${name}: ${testNameOf(result.case)}`;
    if (result.outcome === 'passed') checks.pass(title);
    else if (result.outcome === 'failed') checks.fail(title, result.error?.stack ?? result.error);
    if (result.outcome === 'skipped') continue;
    applied += 1;
    await afterEach?.(result.case);
  }
  checks.note(`${name}: ${applied} of ${cases.length} cases apply`);
  return applied;
}

async function withTimeLimit(running) {
  const over = new AbortController();
  const limit = sleep(caseSeconds * 1000, undefined, { signal: over.signal }).then(() => {
    throw new Error(`a case is not done after ${caseSeconds} s`);
  });
  limit.catch(() => {});
  try {
    return await Promise.race([running, limit]);
  } finally {
    over.abort();
  }
}

// Of the suite of the release v1.1.1: they run only where nothing may be pushed, or exclude a test that does run.
const cannotRun = [
  'Get tag name from environment',
  'Populate registry with test tags (no push)',
  'Cross-mounting of nonexistent blob should yield session id',
  'Cross-mounting without from, and automatic content discovery disabled should return a 202',
];

const officialSuites = {
  'release-1.1.1': { command: 'oci-conformance-1.1.1', environment: environmentOfRelease },
  'main-1.1': { command: 'conformance', environment: (...parts) => environmentOfMain('1.1', ...parts) },
  'main-dev': { command: 'conformance', environment: (...parts) => environmentOfMain('dev', ...parts) },
};

/** Runs one of the suites of the specification's authors; its reports go to a folder of this name. */
export async function runOfficialSuite(checks, suite, registry, name = suite) {
  const { command, environment } = officialSuites[suite];
  const reports = join(reportsDirectory, 'official-conformance', name.replaceAll(/[^\w.-]+/g, '-'));
  mkdirSync(reports, { recursive: true });
  const work = makeTemporaryDirectory('official-conformance');
  const env = { PATH: process.env.PATH, HOME: work, ...environment(registry, reports) };
  await checks.check(`${name}: the suite ends well`, () => runCommand(command, [], { env, cwd: work, seconds: 300 }));
  await checks.check(`${name}: it wrote its reports`, () => judge(checks, name, reports));
}

function environmentOfRelease({ url }, reports) {
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

function environmentOfMain(version, { host }, reports) {
  return {
    OCI_VERSION: version,
    OCI_REGISTRY: host,
    OCI_TLS: 'disabled',
    OCI_REPO1: `main-${version}/repository1`,
    OCI_REPO2: `main-${version}/repository2`,
    OCI_RESULTS_DIR: reports,
    ...everyOptionalFeature(),
  };
}

/** What is off by default in one of the versions. */
function everyOptionalFeature() {
  const features = [
    'API_BLOBS_DIGEST_HEADER',
    'API_BLOBS_MOUNT_ANONYMOUS',
    'API_BLOBS_UPLOAD_CANCEL',
    'API_MANIFESTS_DIGEST_HEADER',
    'API_MANIFESTS_TAG_PARAM',
    'DATA_SHA512',
    'DATA_SPARSE',
  ];
  return Object.fromEntries(features.map((feature) => [`OCI_${feature}`, 'true']));
}

/** Every test of the suite counts; `results.yaml`, which only the newer suite writes, must agree. */
function judge(checks, name, reports) {
  const tests = readTests(join(reports, 'junit.xml')).filter(
    ({ title }) => !cannotRun.some((end) => title.endsWith(end)),
  );
  const passed = tests.filter(({ status }) => status === 'passed').length;
  checks.add({ passed, failures: [] });
  checks.note(`${name}: ${passed} of ${tests.length} passed`);
  const results = join(reports, 'results.yaml');
  const others = [...tests, ...(existsSync(results) ? readResults(results) : [])].filter(
    ({ status }) => status !== 'passed',
  );
  for (const { title, status } of others) checks.fail(`${name}: ${title}`, status);
  if (tests.length < 70) throw new Error(`only ${tests.length} tests ran`);
}

function readTests(file) {
  return [...readFileSync(file, 'utf8').matchAll(/<testcase ([^>]*)>/g)].map(([, attributes]) => ({
    title: /name="([^"]*)"/.exec(attributes)?.[1] ?? '',
    status: /status="([^"]*)"/.exec(attributes)?.[1],
  }));
}

/** `  Blob get: Pass` below `apis:` and `data:`; a configuration that is off is `    sha512: false`. */
function readResults(file) {
  return [
    ...readFileSync(file, 'utf8').matchAll(/^ +([\w ]+): (Pass|FAIL|Skip|Error|Disabled|Unknown|true|false)$/gm),
  ].map(([, row, status]) => ({ title: `results.yaml: ${row}`, status: /Pass|true/.test(status) ? 'passed' : status }));
}
