import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { send } from '@lading/e2e/harness/push-and-pull';
import { makeTemporaryDirectory, removeTemporaryDirectories } from '@lading/e2e/harness/temporary-directory';
import { eventually } from '@lading/e2e/harness/wait';
import { writeAccess } from './harness/access-files.js';
import { basic } from './harness/credentials.js';
import { endRegistries, startRegistry } from './harness/registry-process.js';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const password = 'canary of a password';

afterAll(async () => {
  await endRegistries();
  removeTemporaryDirectories();
});

/** Runs the command, with the password at standard input. */
function admin(cwd: string, args: readonly string[], input = ''): Promise<{ code: number | null; output: string }> {
  const { PATH, TMPDIR } = process.env;
  const child = spawn(process.execPath, [program, 'admin', ...args], { cwd, env: { PATH, TMPDIR } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

function statusOf(url: string, name: string, secret: string): Promise<number> {
  return send('GET', `${url}/v2/`, { headers: basic(name, secret) }).then(({ status }) => status);
}

describe('lading-registry admin', () => {
  it('creates the first administrator before the registry has ever run, and tells no secret', async () => {
    const cwd = makeTemporaryDirectory('registry');
    writeAccess(cwd, 'sign-in');
    const created = await admin(cwd, ['create', 'ada', '--password-stdin'], `${password}\n`);
    expect(created).toEqual({ code: 0, output: 'ada can manage the registry\n' });
    expect(await admin(cwd, ['list'])).toEqual({ code: 0, output: 'ada\n' });
    const { registry, url } = await startRegistry({}, { cwd });
    expect(await statusOf(url, 'ada', password)).toBe(200);
    await registry.stop();
    expect(registry.output).not.toContain('canary');
  });

  it('works in the embedded database while the registry runs, which accepts the user at once', async () => {
    const cwd = makeTemporaryDirectory('registry');
    writeAccess(cwd, 'sign-in');
    const { registry, url } = await startRegistry({ LADING_WORKERS: '2' }, { cwd });
    const file = join(cwd, 'password');
    writeFileSync(file, password);
    expect((await admin(cwd, ['create', 'ada', '--password-file', file])).code).toBe(0);
    await eventually(
      () => statusOf(url, 'ada', password),
      (status) => status === 200,
    );
    const second = await admin(cwd, ['create', 'eve'], password);
    expect(second.output).toBe('lading-registry: an administrator already exists; to do it anyway, add --force\n');
    expect(second.code).toBe(1);
    expect((await admin(cwd, ['create', 'ada', '--force'], 'another password')).code).toBe(0);
    await eventually(
      () => statusOf(url, 'ada', password),
      (status) => status === 401,
    );
    expect(await statusOf(url, 'ada', 'another password')).toBe(200);
    expect((await registry.stop()).code).toBe(0);
  });

  it.each([
    [[], 78, /admin takes: create <name>, or list/],
    [['create'], 78, /admin takes: create <name>, or list/],
    [['create', 'Ada'], 1, /lading-registry: /],
    [['create', 'ada', '--password', 'x'], 78, /--help shows what there is/],
    [
      ['create', 'ada', '--password-stdin', '--password-file', 'x'],
      78,
      /--password-file or --password-stdin, and not both/,
    ],
  ])('refuses %j in one line, without a stack', async (args, code, message) => {
    const cwd = makeTemporaryDirectory('registry');
    const refused = await admin(cwd, args, password);
    expect(refused.output).toMatch(message);
    expect(refused.output.trim().split('\n')).toHaveLength(1);
    expect(refused.output).not.toContain('canary');
    expect(refused.code).toBe(code);
  });

  it('refuses an empty and a short password', async () => {
    const cwd = makeTemporaryDirectory('registry');
    expect((await admin(cwd, ['create', 'ada'], '')).output).toBe('lading-registry: the password is empty\n');
    expect((await admin(cwd, ['create', 'ada'], 'short')).code).toBe(1);
  });
});
