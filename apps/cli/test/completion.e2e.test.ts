import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { createRegistryClient } from '@lading/client';
import { program, succeed } from './harness/command.js';
import { pushImage } from './harness/image.js';
import { openRegistry, type TestRegistry } from './harness/registry.js';
import { temporaryFolder } from './harness/temporary-folder.js';

const execute = promisify(execFile);

let registry: TestRegistry;
let folder: string;

beforeAll(async () => {
  registry = await openRegistry();
  const client = createRegistryClient(registry.url);
  for (const name of ['team/app', 'team/api', 'other/app'])
    await pushImage(client.repository(name), name, { tags: ['1.0', '1.1', 'latest'] });
  folder = temporaryFolder();
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin', 'lading'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  await chmod(join(folder, 'bin', 'lading'), 0o755);
});
afterAll(() => registry.stop());

const environment = () => ({
  ...process.env,
  HOME: folder,
  PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`,
});
const complete = async (...words: string[]) =>
  (await succeed(['__complete', '--', ...words])).stdout.split('\n').slice(0, -1);

describe('completion asks the registry', () => {
  it('for repositories of a host, and for tags of a repository', async () => {
    const { host } = registry;
    expect(await complete('ls', `${host}/te`)).toEqual([`${host}/team/api`, `${host}/team/app`]);
    expect(await complete('copy', '--plain-http', `${host}/team/app:1`)).toEqual([
      `${host}/team/app:1.0`,
      `${host}/team/app:1.1`,
    ]);
  });

  it('and prints nothing if it does not answer, or if there is no host', async () => {
    expect(await complete('ls', '127.0.0.1:1/te')).toEqual([]);
    expect(await complete('push', 'localhost:1/a:1', './fi')).toEqual([]);
    expect(await complete('ls', 'no')).toEqual([]);
  });
});

it('completes in bash', async () => {
  const script = `
    source <(lading completion bash)
    try() { COMP_LINE=$1 COMP_POINT=\${#1} COMPREPLY=(); _lading 2>/dev/null; echo "\${COMPREPLY[*]}"; }
    try 'lading manifest g'; try "lading ls ${registry.host}/team/ap"; try "lading ls ${registry.host}/team/app:1"`;
  const { stdout } = await execute('bash', ['-c', script], { env: environment() });
  const port = registry.url.port;
  expect(stdout.split('\n').slice(0, 3)).toEqual(['get', `${port}/team/api ${port}/team/app`, '1.0 1.1']);
});
