// Installs the packed packages outside of this workspace. The client installs only the packages that its README names, the
// examples are built, a foreign driver and registry pass the cases under their own test runners, and npx runs the command
// in an empty folder.
import { join } from 'node:path';
import { Checks } from './harness/checks.js';
import { programOf } from './harness/paths.js';
import { startRegistry } from './harness/registry-process.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';
import { checkClientAlone } from './packed-packages/client-alone.js';
import { checkDriver } from './packed-packages/driver.js';
import { checkExamples } from './packed-packages/examples.js';
import { checkInstalled, checkNpx } from './packed-packages/npx.js';
import { pack } from './packed-packages/pack.js';
import { checkTestRunners } from './packed-packages/test-runners.js';

const checks = new Checks('packed-packages');
const folder = makeTemporaryDirectory('packed');
const tarballs = await checks.check('the packages are packed', () =>
  pack(['server', 'management', 'conformance', 'storage', 'client'], folder),
);
if (tarballs !== undefined) {
  const command = [process.execPath, programOf('registry')];
  const registry = await startRegistry({ dataDirectory: join(folder, 'data'), command });
  const driver = join(folder, 'driver');
  await checkClientAlone(checks, tarballs, join(folder, 'client'));
  await checkDriver(checks, tarballs, driver, registry.url);
  await checkExamples(checks, tarballs, join(folder, 'examples-outside'));
  await checkTestRunners(checks, tarballs, join(folder, 'runners'), registry.url);
  await checkNpx(checks, tarballs, join(folder, 'empty'), registry.url);
  await checkInstalled(checks, driver);
  await registry.stop();
}
checks.finish();
