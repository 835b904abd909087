import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { run, startCommand, succeed } from './harness/command.js';
import { temporaryFolder } from './harness/temporary-folder.js';

/** The address that a starting registry logs. */
async function addressOf(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const entry = line.startsWith('{') ? (JSON.parse(line) as { msg?: string; url?: string }) : {};
    if (entry.msg === 'listening') return new URL(String(entry.url)).host;
  }
  throw new Error('the registry ended before it listened');
}

describe('lading serve and lading conformance', () => {
  it('starts a registry, pushes to it, tests it against the specification, and stops it', async () => {
    const folder = temporaryFolder();
    const env = { LADING_WORKERS: '1', LADING_TOKEN: 'of the client, and no setting of the registry' };
    const server = startCommand(['serve', '--port', '0', '--data', join(folder, 'data')], { env });
    server.stderr?.resume();
    const end = once(server, 'close');
    const host = await addressOf(createInterface({ input: server.stdout as NodeJS.ReadableStream }));
    server.stdout?.resume();
    await succeed(['push', `${host}/team/app:1`, join(import.meta.dirname, 'serve.e2e.test.ts')]);
    expect((await succeed(['ls', `${host}/team/app`])).stdout).toBe('1\n');
    const args = ['conformance', `http://${host}`, '--case', 'ping/*', '--json'];
    expect((await succeed(args)).json()).toMatchObject({ failed: 0 });
    server.kill('SIGTERM');
    expect(await end).toEqual([0, null]);
  });

  it('ends with 78 for wrong settings', async () => {
    const { code, stdout, stderr } = await run(['serve', '--port', 'many']);
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' });
    expect(stderr).toBe('lading: PORT is "many"; allowed: a whole number, 0 to 65535\n');
  });

  it('returns the exit code of the conformance command', async () => {
    expect(await run(['conformance'])).toMatchObject({ code: 2, stdout: '' });
    expect((await succeed(['conformance', '--help'])).stdout).toMatch(/^Usage: lading-conformance/);
  });
});
