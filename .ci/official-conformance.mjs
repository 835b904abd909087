// The conformance suites of the specification's authors, with everything that they can test switched on. A test that is
// skipped or switched off counts as failed: the suites skip what a registry lacks.
//
// By default the suite of the main branch, which .ci/install-tools installs, is run for the release 1.1 and for the next.
// The suite that came with the release v1.1.1 is served by no module proxy that we know, and builds only from a checkout
// of its repository. With its command `oci-conformance-1.1.1` on the PATH: node .ci/official-conformance.mjs release-1.1.1
import { join } from 'node:path';
import { createChecks } from './harness/checks.mjs';
import { runOfficialSuite } from './harness/conformance-suites.mjs';
import { makeTemporaryDirectory } from './harness/paths.mjs';
import { startRegistry } from './harness/registry-process.mjs';

const checks = createChecks('official-conformance');
const registry = await startRegistry({
  dataDirectory: join(makeTemporaryDirectory('official-conformance'), 'data'),
  environment: { LADING_ALLOW_SPARSE: 'true' },
});
const given = process.argv.slice(2);
for (const suite of given.length > 0 ? given : ['main-1.1', 'main-dev'])
  await runOfficialSuite(checks, suite, registry);
await checks.check('the registry stops', () => registry.stop());
checks.finish();
