// Installs the packed packages outside of the workspace. The client installs only the packages that its README names, a
// foreign driver and registry run the cases under their own test runners, and npx runs the command in an empty folder.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath, exit } from 'node:process';
import { promisify } from 'node:util';
import { startRegistry } from '../packages/server/dist/testing/index.js';
import { MemoryBlobStore, MemoryMetadataStore } from '../packages/storage/dist/index.js';
import { root } from '../scripts/setup/root.mjs';
import { checkClientAlone } from './packed-packages/client-alone.mjs';
import { fromTarballs, install, pack } from './packed-packages/pack.mjs';
import { checkTestRunners, versionsOf } from './packed-packages/test-runners.mjs';

const execute = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'lading-packed-'));

try {
  const tarballs = await pack(['core', 'conformance', 'storage', 'client'], folder);
  await checkClientAlone(tarballs, join(folder, 'client'));
  const driver = join(folder, 'driver');
  await cp(join(root, '.ci', 'packed-packages', 'driver'), driver, { recursive: true });
  await writeFile(join(driver, 'package.json'), JSON.stringify(await manifestOf(tarballs)));
  await install(driver);
  const registry = await startRegistry({ blobStore: new MemoryBlobStore(), metadataStore: new MemoryMetadataStore() });
  const nothing = await startAnsweringNothing();
  await runJest(driver, registry.url);
  await checkTestRunners(tarballs, join(folder, 'runners'), registry.url);
  await runNpx(tarballs, driver, [
    { ends: 0, with: [registry.url, '--category', 'ping'], saying: /^\d+ passed, 0 failed, /m },
    {
      ends: 1,
      with: [nothing.url, '--case', 'blob/get', '--output', 'results'],
      saying: /^FAILED \(must\) blob\/get: /m,
    },
    { ends: 2, with: ['http://127.0.0.1:1'], saying: /can't be reached/ },
  ]);
  nothing.server.close();
  await registry.stop();
} catch (error) {
  console.error(error.stderr ?? error.message);
  exit(1);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Each test file is one line of ours: a driver, and a registry that is named by its URL. */
async function runJest(driver, url) {
  const jest = join(driver, 'node_modules', 'jest', 'bin', 'jest.js');
  const options = { cwd: driver, env: { ...env, REGISTRY_URL: String(url) } };
  const { stderr } = await execute(execPath, ['--experimental-vm-modules', jest], options);
  const [, skipped = '0', passed, total] =
    /^Tests: +(?:(\d+) skipped, )?(\d+) passed, (\d+) total$/m.exec(stderr) ?? [];
  if (!(Number(passed) > 100) || Number(passed) + Number(skipped) !== Number(total))
    throw new Error(`jest said:\n${stderr}`);
  console.log(`${passed} cases pass outside for a driver and for a registry, one line of jest for each.`);
}

/** As on a machine that has never seen the package: npx installs it into a folder of its own. */
async function runNpx(tarballs, driver, calls) {
  const empty = join(folder, 'empty');
  await mkdir(empty);
  const given = ['core', 'conformance'].flatMap((name) => ['--package', tarballs[`@lading/${name}`]]);
  for (const call of calls) {
    const run = execute('npx', ['--yes', ...given, '--', 'lading-conformance', ...call.with.map(String)], {
      cwd: empty,
    });
    const { code = 0, stdout, stderr } = await run.catch((error) => error);
    if (code !== call.ends || !call.saying.test(stdout + stderr))
      throw new Error(
        `npx lading-conformance ${call.with.join(' ')} ended with ${code}, not ${call.ends}:\n${stdout}${stderr}`,
      );
  }
  const installed = await execute('npx', ['--no-install', '@lading/conformance', '--version'], { cwd: driver });
  if (!/^\d+\.\d+\.\d+\n$/.test(installed.stdout)) throw new Error(`npx @lading/conformance said ${installed.stdout}`);
  const reports = await readdir(join(empty, 'results'));
  if (reports.sort().join() !== 'junit.xml,report.html,results.json') throw new Error(`there is only ${reports}`);
  console.log('npx runs lading-conformance in an empty folder, and ends with 0, 1 and 2 as it should.');
}

/** What says that it is a registry, and then has nothing. */
async function startAnsweringNothing() {
  const server = createServer((request, response) => response.writeHead(request.url === '/v2/' ? 200 : 404).end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}

async function manifestOf(tarballs) {
  return {
    private: true,
    type: 'module',
    ...fromTarballs(tarballs, ['@lading/core', '@lading/conformance']),
    devDependencies: await versionsOf(['jest']),
    jest: { testEnvironment: 'node', transform: {}, testTimeout: 60_000 },
  };
}
