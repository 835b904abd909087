import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RightRegistry } from '../registry/right-registry.js';
import { run } from './run.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'accounts-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function runWith(content: string) {
  const path = join(directory, 'accounts.json');
  await writeFile(path, content);
  const registry = await new RightRegistry().listen();
  try {
    return await run([registry.url, '--accounts', path, '--case', 'challenge/version-check']);
  } finally {
    await registry.dispose();
  }
}

const account = (username: string) => ({ username, password: 'canary' });
const accounts = {
  namespace: 'cases',
  owner: account('owner'),
  member: account('member'),
  stranger: account('stranger'),
};

describe('the accounts of a run', () => {
  it('run cases of their own, which notice a registry without a token service', async () => {
    const { code, output } = await runWith(JSON.stringify(accounts));
    expect(output).toMatch(/0 passed, 1 failed/);
    expect(code).toBe(1);
    expect(output).not.toContain('canary');
  });

  it.each([
    ['no JSON', '{"owner": canary', 'it is no JSON'],
    ['an account less', JSON.stringify({ ...accounts, stranger: undefined }), 'stranger is missing'],
    ['an account without a password', JSON.stringify({ ...accounts, owner: { username: 'owner' } }), 'password'],
    ['another member', JSON.stringify({ ...accounts, admin: account('admin') }), 'admin'],
  ])('stop the run if their file has %s, without a word of the file', async (_, content, message) => {
    const { code, errors } = await runWith(content);
    expect(code).toBe(2);
    expect(errors).toContain(message);
    expect(errors).not.toContain('canary');
  });

  it('stop the run if there is no such file', async () => {
    const { code, errors } = await run(['http://127.0.0.1:1', '--accounts', join(directory, 'absent.json')]);
    expect(code).toBe(2);
    expect(errors).toContain('ENOENT');
  });
});
