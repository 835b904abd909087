import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccessControl } from '@lading/core';
import { run, succeed } from './harness/command.js';
import { openRegistry, type TestRegistry } from './harness/registry.js';
import { temporaryFolder } from './harness/temporary-folder.js';

const expected = `Basic ${Buffer.from('me:pass word').toString('base64')}`;
const onlyMe: AccessControl = {
  authenticators: [
    {
      authenticate: (request) =>
        request.field('authorization') === expected
          ? { outcome: 'identified', identity: { kind: 'user', name: 'me' } }
          : { outcome: 'unknown' },
      challenge: () => ({ scheme: 'Basic', parameters: { realm: 'test' } }),
    },
  ],
  authorizer: {
    authorize: ({ identity }) =>
      identity.kind === 'user' ? { outcome: 'allowed' } : { outcome: 'denied', reason: 'only for me' },
  },
};

describe('lading login and logout', () => {
  let registry: TestRegistry;
  let folder: string;
  let env: { DOCKER_CONFIG: string };
  const configuration = () => join(env.DOCKER_CONFIG, 'config.json');
  const login = (password: string, more: readonly string[] = []) =>
    run(['login', registry.host, '-u', 'me', '--password-stdin', ...more], { env, input: `${password}\n` });
  beforeAll(async () => {
    [registry, folder] = [await openRegistry({ access: onlyMe }), temporaryFolder()];
    env = { DOCKER_CONFIG: join(folder, 'docker') };
  });
  afterAll(() => registry.stop());

  it('ends with 4 without a login, and says how to log in', async () => {
    const { code, stderr } = await run(['ls', `${registry.host}/team/app`], { env });
    expect(code).toBe(4);
    expect(stderr).toContain(`next: log in with: lading login ${registry.host}`);
  });

  it('does not save credentials that the registry refuses', async () => {
    const { code, stderr } = await login('wrong');
    expect(code).toBe(4);
    expect(stderr).not.toContain('wrong');
    await expect(stat(configuration())).rejects.toThrow('ENOENT');
  });

  it("saves accepted credentials in Docker's file, for its owner only, and keeps the rest of the file", async () => {
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

  it('uses saved credentials', async () => {
    await writeFile(join(folder, 'file'), 'content');
    await succeed(['push', `${registry.host}/team/file:1`, join(folder, 'file')], { env });
    expect((await succeed(['ls', `${registry.host}/team/file`], { env })).stdout).toBe('1\n');
  });

  it('prints no secret with --debug', async () => {
    const { stderr } = await succeed(['ls', `${registry.host}/team/file`, '--debug'], { env });
    expect(stderr).toContain('authorization: (hidden)');
    expect(stderr).toContain('www-authenticate: Basic realm="test"');
    expect(stderr).not.toContain(expected.slice('Basic '.length));
  });

  it('erases them, and nothing else', async () => {
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

  it.each([['http://HOST/foo'], ['HOST/v1/']])(
    'erases credentials under the key %s, which a pull uses',
    async (form) => {
      const key = form.replace('HOST', registry.host);
      const others = { [`${registry.host}/other`]: { auth: 'eDp5' } };
      const auth = expected.slice('Basic '.length);
      await writeFile(configuration(), JSON.stringify({ auths: { [key]: { auth }, ...others } }));
      expect((await succeed(['ls', `${registry.host}/team/file`], { env })).stdout).toBe('1\n');
      expect((await succeed(['logout', key], { env })).stderr).toBe(`logged out of ${registry.host}\n`);
      expect(JSON.parse(await readFile(configuration(), 'utf8'))).toEqual({ auths: others });
      expect(await run(['ls', `${registry.host}/team/file`], { env })).toMatchObject({ code: 4 });
    },
  );

  it('saves credentials for a namespace, and uses them only there', async () => {
    await writeFile(configuration(), '{}');
    const name = `${registry.host}/team`;
    const args = ['login', name, '-u', 'me', '--password-stdin', '--quiet', '-o', 'json'];
    expect((await run(args, { env, input: 'pass word' })).json()).toMatchObject({ registry: name });
    expect((await succeed(['ls', `${name}/file`], { env })).stdout).toBe('1\n');
    expect(await run(['ls', `${registry.host}/other`], { env })).toMatchObject({ code: 4 });
    expect((await succeed(['logout', registry.host, '-o', 'json'], { env })).json()).toMatchObject({ removed: false });
    expect((await succeed(['logout', name, '-o', 'json'], { env })).json()).toEqual({ registry: name, removed: true });
  });

  it('warns that the environment still has credentials', async () => {
    const given = { ...env, LADING_REGISTRY: registry.host, LADING_USERNAME: 'me', LADING_PASSWORD: 'x' };
    const { stderr } = await succeed(['logout', registry.host], { env: given });
    expect(stderr).toBe(
      `warning: the environment still has credentials for ${registry.host}\nnobody was logged in to ${registry.host}\n`,
    );
  });

  it('says what to do if a file or a helper cannot be used', async () => {
    await writeFile(configuration(), '{"auths":');
    const malformed = await run(['logout', registry.host], { env });
    expect(malformed.code).toBe(4);
    expect(malformed.stderr).toContain(`lading: ${configuration()} is not JSON\n  next: repair it by hand`);
    await writeFile(configuration(), JSON.stringify({ credsStore: 'surely-missing' }));
    const missing = await run(['ls', `${registry.host}/team/file`], { env });
    expect(missing.code).toBe(4);
    expect(missing.stderr).toContain('next: install it, or remove it from credsStore and credHelpers of the file');
    await writeFile(configuration(), '{}');
  });

  it('saves them in the credential helper that the file names', async () => {
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

  it('requires --username and --password-stdin without a terminal', async () => {
    const { code, stderr } = await run(['login', registry.host], { env });
    expect(code).toBe(2);
    expect(stderr).toContain('--password-stdin');
    expect(await run(['login', registry.host, '--password-stdin'], { env })).toMatchObject({ code: 2 });
    expect(await run(['login', 'no/host', '-u', 'me', '--password-stdin'], { env, input: 'x' })).toMatchObject({
      code: 2,
    });
  });
});
