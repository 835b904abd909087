import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccessController } from '@lading/core';
import { run, succeed } from './harness/command.js';
import { openRegistry, type TestRegistry } from './harness/registry.js';
import { temporaryFolder } from './harness/temporary-folder.js';

const expected = `Basic ${Buffer.from('me:pass word').toString('base64')}`;
const onlyMe: AccessController = {
  decide: async ({ authorization }) =>
    authorization === expected
      ? { outcome: 'granted', principal: { name: 'me' } }
      : { outcome: 'challenged', wwwAuthenticate: 'Basic realm="test"' },
};

describe('lading login and logout', () => {
  let registry: TestRegistry;
  let folder: string;
  let env: { DOCKER_CONFIG: string };
  const configuration = () => join(env.DOCKER_CONFIG, 'config.json');
  const login = (password: string, more: readonly string[] = []) =>
    run(['login', registry.host, '-u', 'me', '--password-stdin', ...more], { env, input: `${password}\n` });
  beforeAll(async () => {
    [registry, folder] = [await openRegistry({ accessController: onlyMe }), await temporaryFolder()];
    env = { DOCKER_CONFIG: join(folder, 'docker') };
  });
  afterAll(() => registry.stop());

  it('ends with 4 for who is not logged in, and says how to log in', async () => {
    const { code, stderr } = await run(['ls', `${registry.host}/team/app`], { env });
    expect(code).toBe(4);
    expect(stderr).toContain(`next: log in with: lading login ${registry.host}`);
  });

  it('keeps no credentials that the registry refuses', async () => {
    const { code, stderr } = await login('wrong');
    expect(code).toBe(4);
    expect(stderr).not.toContain('wrong');
    await expect(stat(configuration())).rejects.toThrow('ENOENT');
  });

  it('keeps what the registry accepts where Docker looks, for its owner alone, and leaves the rest of the file', async () => {
    await mkdir(env.DOCKER_CONFIG);
    await writeFile(configuration(), JSON.stringify({ auths: { 'other.example': { auth: 'eDp5' } }, detachKeys: 'x' }));
    await chmod(configuration(), 0o644);
    const { code, stdout, stderr } = await login('pass word');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('unencrypted');
    expect(JSON.parse(await readFile(configuration(), 'utf8'))).toEqual({
      auths: { 'other.example': { auth: 'eDp5' }, [registry.host]: { auth: expected.slice('Basic '.length) } },
      detachKeys: 'x',
    });
    expect((await stat(configuration())).mode & 0o777).toBe(0o600);
  });

  it('uses them from then on', async () => {
    await writeFile(join(folder, 'file'), 'content');
    await succeed(['push', `${registry.host}/team/file:1`, join(folder, 'file')], { env });
    expect((await succeed(['ls', `${registry.host}/team/file`], { env })).stdout).toBe('1\n');
  });

  it('prints no secret while it debugs', async () => {
    const { stderr } = await succeed(['ls', `${registry.host}/team/file`, '--debug'], { env });
    expect(stderr).toContain('authorization: (hidden)');
    expect(stderr).toContain('www-authenticate: Basic realm="test"');
    expect(stderr).not.toContain(expected.slice('Basic '.length));
  });

  it('forgets them, and nothing else', async () => {
    const { stderr } = await succeed(['logout', registry.host], { env });
    expect(stderr).toBe(`logged out of ${registry.host}\n`);
    expect(JSON.parse(await readFile(configuration(), 'utf8'))).toMatchObject({
      auths: { 'other.example': { auth: 'eDp5' } },
    });
    expect(await run(['ls', `${registry.host}/team/file`], { env })).toMatchObject({ code: 4 });
    expect((await succeed(['logout', registry.host, '-o', 'json'], { env })).json()).toEqual({
      registry: registry.host,
      removed: false,
    });
  });

  it('keeps them in the credential helper where the file names one', async () => {
    const helper = join(folder, 'docker-credential-test');
    const script = `#!/bin/sh\necho "$1" >> "${folder}/asked"\ncat > "${folder}/given-$1"\n`;
    await writeFile(helper, script, { mode: 0o755 });
    await writeFile(configuration(), JSON.stringify({ credsStore: 'test' }));
    const path = { ...env, PATH: `${folder}:${process.env.PATH}` };
    const args = ['login', registry.host, '-u', 'me', '--password-stdin', '-o', 'json'];
    const { stderr, ...result } = await run(args, { env: path, input: 'pass word' });
    expect({ stderr, json: result.json() }).toEqual({
      stderr: '',
      json: { registry: registry.host, username: 'me', place: 'docker-credential-test' },
    });
    expect(JSON.parse(await readFile(join(folder, 'given-store'), 'utf8'))).toEqual({
      ServerURL: registry.host,
      Username: 'me',
      Secret: 'pass word',
    });
    await succeed(['logout', registry.host], { env: path });
    expect(await readFile(join(folder, 'given-erase'), 'utf8')).toBe(registry.host);
  });

  it('asks for what it needs where it can not ask a person', async () => {
    const { code, stderr } = await run(['login', registry.host], { env });
    expect(code).toBe(2);
    expect(stderr).toContain('--password-stdin');
    expect(await run(['login', registry.host, '--password-stdin'], { env })).toMatchObject({ code: 2 });
    expect(await run(['login', 'no/host', '-u', 'me', '--password-stdin'], { env, input: 'x' })).toMatchObject({
      code: 2,
    });
  });
});
