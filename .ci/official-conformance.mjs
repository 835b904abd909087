// The conformance suites of the specification's authors, with everything that they can test switched on. A test that is
// skipped or switched off counts as failed: the suites skip what a registry lacks.
//
// By default the suite of the main branch, which .ci/install-tools installs, is run for the release 1.1 and for the next.
// The suite that came with the release v1.1.1 is served by no module proxy that we know, and builds only from a checkout
// of its repository. With its command `oci-conformance-1.1.1` on the PATH: node .ci/official-conformance.mjs release-1.1.1
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createChecks } from './harness/checks.mjs';
import { makeTemporaryDirectory, reportsDirectory } from './harness/paths.mjs';
import { startRegistry } from './harness/registry-process.mjs';
import { runCommand } from './harness/run-command.mjs';

// Of the release's suite: they run only where nothing may be pushed, or exclude a test that does run.
const cannotRun = [
  'Get tag name from environment',
  'Populate registry with test tags (no push)',
  'Cross-mounting of nonexistent blob should yield session id',
  'Cross-mounting without from, and automatic content discovery disabled should return a 202',
];

const checks = createChecks('official-conformance');
const work = makeTemporaryDirectory('official-conformance');
const registry = await startRegistry({
  dataDirectory: join(work, 'data'),
  environment: { LADING_ALLOW_SPARSE: 'true' },
});

const suites = {
  'release-1.1.1': ['oci-conformance-1.1.1', environmentOfRelease],
  'main-1.1': ['conformance', (reports) => environmentOfMain('1.1', reports)],
  'main-dev': ['conformance', (reports) => environmentOfMain('dev', reports)],
};
const given = process.argv.slice(2);
for (const name of given.length > 0 ? given : ['main-1.1', 'main-dev']) await runSuite(name, ...suites[name]);

await checks.check('the registry stops', () => registry.stop());
checks.finish();

function environmentOfRelease(reports) {
  return {
    OCI_ROOT_URL: registry.url,
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

function environmentOfMain(version, reports) {
  return {
    OCI_VERSION: version,
    OCI_REGISTRY: registry.host,
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

async function runSuite(name, command, createEnvironment) {
  const reports = join(reportsDirectory, 'official-conformance', name);
  mkdirSync(reports, { recursive: true });
  const env = { PATH: process.env.PATH, HOME: work, ...createEnvironment(reports) };
  await checks.check(`${name}: the suite ends well`, () => runCommand(command, [], { env, cwd: work, seconds: 300 }));
  await checks.check(`${name}: it wrote its reports`, () => judge(name, reports));
}

/** Every test of the suite counts; `results.yaml`, which only the newer suite writes, must agree. */
function judge(name, reports) {
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
