// The packages as they are published, outside of the workspace. A stranger's driver and a stranger's registry are held to
// the cases by a jest of their own, and npx runs the command in an empty folder.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath, exit } from 'node:process';
import { promisify } from 'node:util';
import { startRegistry } from '../packages/server/dist/testing/index.js';
import { MemoryBlobStore, MemoryMetadataStore } from '../packages/storage/dist/index.js';
import { bringPnpm } from '../scripts/setup/pnpm.mjs';
import { root } from '../scripts/setup/root.mjs';

const execute = promisify(execFile);
const packages = ['core', 'conformance'];
const folder = await mkdtemp(join(tmpdir(), 'lading-packed-'));

try {
  const tarballs = await pack();
  await cp(join(root, '.ci', 'packed-driver'), folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(await manifestOf(tarballs)));
  await execute('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  const registry = await startRegistry({ blobStore: new MemoryBlobStore(), metadataStore: new MemoryMetadataStore() });
  const nothing = await startAnsweringNothing();
  await runJest(registry.url);
  await runNpx(tarballs, [
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
async function runJest(url) {
  const jest = join(folder, 'node_modules', 'jest', 'bin', 'jest.js');
  const options = { cwd: folder, env: { ...env, REGISTRY_URL: String(url) } };
  const { stderr } = await execute(execPath, ['--experimental-vm-modules', jest], options);
  const [, skipped = '0', passed, total] =
    /^Tests: +(?:(\d+) skipped, )?(\d+) passed, (\d+) total$/m.exec(stderr) ?? [];
  if (!(Number(passed) > 100) || Number(passed) + Number(skipped) !== Number(total))
    throw new Error(`jest said:\n${stderr}`);
  console.log(`${passed} cases pass outside for a driver and for a registry, one line of jest for each.`);
}

/** As on a machine that has never seen the package: npx installs it into a folder of its own. */
async function runNpx(tarballs, calls) {
  const empty = join(folder, 'empty');
  await mkdir(empty);
  const given = tarballs.flatMap((file) => ['--package', join(folder, file)]);
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
  const installed = await execute('npx', ['--no-install', '@lading/conformance', '--version'], { cwd: folder });
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

/** Makes the tarballs that a release would publish; gives their names in the folder. */
async function pack() {
  const pnpm = await bringPnpm();
  for (const name of packages)
    await execute(pnpm, ['pack', '--pack-destination', folder], { cwd: join(root, 'packages', name), env });
  return (await readdir(folder)).filter((name) => name.endsWith('.tgz')).sort();
}

/** A version of ours is on no registry yet, so that each has to come from its tarball. */
async function manifestOf(tarballs) {
  const workspace = await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const jest = /^ {2}jest: (\S+)$/m.exec(workspace)?.[1];
  const own = Object.fromEntries(
    packages.map((name) => [`@lading/${name}`, `file:${tarballs.find((file) => file.includes(`lading-${name}-`))}`]),
  );
  return {
    private: true,
    type: 'module',
    dependencies: own,
    overrides: { '@lading/core': own['@lading/core'] },
    devDependencies: { jest },
    jest: { testEnvironment: 'node', transform: {}, testTimeout: 60_000 },
  };
}
