import { mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Checks } from '../harness/checks.js';
import { expectEqual } from '../harness/expect.js';
import { closeServer, listenOnLoopback } from '../harness/loopback.js';
import { runCommand, runToEnd } from '../harness/run-command.js';
import type { Tarballs } from './pack.js';

interface Call {
  readonly parameters: readonly string[];
  readonly code: number;
  readonly prints: RegExp;
}

/** Runs the command by npx as on a machine that never saw the package: npx installs it into its own folder. */
export async function checkNpx(checks: Checks, tarballs: Tarballs, folder: string, registryUrl: string): Promise<void> {
  mkdirSync(folder);
  const empty = createServer((request, response) => response.writeHead(request.url === '/v2/' ? 200 : 404).end());
  const emptyUrl = `http://127.0.0.1:${await listenOnLoopback(empty)}`;
  const calls: readonly Call[] = [
    { code: 0, parameters: [registryUrl, '--category', 'ping'], prints: /^\d+ passed, 0 failed, /m },
    {
      code: 1,
      parameters: [emptyUrl, '--case', 'blob/get', '--output', 'results'],
      prints: /^FAILED \(must\) blob\/get: /m,
    },
    { code: 2, parameters: ['http://127.0.0.1:1'], prints: /can't be reached/ },
  ];
  const packages = ['core', 'conformance'].flatMap((name) => ['--package', tarballs.get(`@lading/${name}`) ?? '']);
  for (const call of calls)
    await checks.check(`npx lading-conformance in an empty folder ends with ${call.code}`, () =>
      expectCall(packages, folder, call),
    );
  await closeServer(empty);
  await checks.check('it writes its reports', () =>
    expectEqual(readdirSync(join(folder, 'results')).sort(), ['junit.xml', 'report.html', 'results.json']),
  );
}

async function expectCall(packages: readonly string[], cwd: string, { parameters, code, prints }: Call): Promise<void> {
  const command = ['--yes', ...packages, '--', 'lading-conformance', ...parameters];
  const ended = await runToEnd('npx', command, { cwd, seconds: 300 });
  const output = `${ended.stdout}${ended.stderr}`;
  if (ended.code !== code || !prints.test(output)) throw new Error(`it ended with ${ended.code}:\n${output}`);
}

/** Runs the command by the name of its package where it is installed. */
export async function checkInstalled(checks: Checks, folder: string): Promise<void> {
  await checks.check('npx @lading/conformance runs the installed command', async () => {
    const { stdout } = await runCommand('npx', ['--no-install', '@lading/conformance', '--version'], { cwd: folder });
    if (!/^\d+\.\d+\.\d+\n$/.test(stdout)) throw new Error(stdout);
  });
}
