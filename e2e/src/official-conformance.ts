// Runs the conformance suites of the specification's authors with everything switched on. A test that is skipped or switched
// off counts as failed, because the suites skip what a registry lacks. A submission for the certificate is prepared, too.
// The suite for the next release and our own cases then run with a password, for tokens of our token service and of another
// issuer.
//
// Without arguments, the suite of the main branch, which `.ci/install-tools` installs, runs for the release 1.1 and for the
// next one. No Go module proxy has the suite of the release v1.1.1, which builds only from a checkout of its repository. With
// its command `oci-conformance-1.1.1` on the PATH: `npm run e2e -- official-conformance release-1.1.1`.
import { join } from 'node:path';
import { Checks } from './harness/checks.js';
import { type OfficialSuite, officialSuites, runOfficialSuite } from './harness/official-suite.js';
import { projectDirectory, reportsDirectory } from './harness/paths.js';
import { startRegistry } from './harness/registry-process.js';
import { runCommand } from './harness/run-command.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';
import { checkSignedIn } from './official-conformance/signed-in.js';

const given = process.argv.slice(2).map(parseSuite);
const suites: readonly OfficialSuite[] = given.length > 0 ? given : ['main-1.1', 'main-dev'];
const checks = new Checks('official-conformance');
const registry = await startRegistry({
  dataDirectory: join(makeTemporaryDirectory('official-conformance'), 'data'),
  environment: { LADING_ALLOW_SPARSE: 'true' },
});
for (const suite of suites) await runOfficialSuite(checks, suite, registry);
await checks.check('a submission for the certificate is prepared', prepareSubmission);
await checks.check('the registry stops', () => registry.stop());
if (given.length === 0) await checkSignedIn(checks);
checks.finish();

/** Runs the suite once more, by our command `certify`, and leaves the submission in the reports. */
async function prepareSubmission(): Promise<void> {
  const command = join(projectDirectory, 'packages/conformance/dist/command/main.js');
  const description = join(projectDirectory, 'docs', 'certification');
  const [product, instructions] = ['PRODUCT.yaml', 'instructions.md'].map((file) => join(description, file));
  const output = join(reportsDirectory, 'certificate');
  const files = [`--product=${product}`, `--instructions=${instructions}`, `--output=${output}`];
  await runCommand(process.execPath, [command, 'certify', registry.url, ...files], { seconds: 300 });
}

function parseSuite(name: string): OfficialSuite {
  const suite = officialSuites.find((each) => each === name);
  if (suite === undefined) throw new Error(`${name} is not one of ${officialSuites.join(', ')}`);
  return suite;
}
