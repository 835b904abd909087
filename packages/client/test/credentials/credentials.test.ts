import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { env } from 'node:process';
import { authFiles } from '../../src/credentials/configured-store.js';
import { CredentialHelper } from '../../src/credentials/credential-helper.js';
import { type CredentialRequest, credentialStore, credentialsFromEnvironment } from '../../src/index.js';
import { removeTemporaryFolders, temporaryFolder } from '../temporary-folder.js';

const encode = (text: string) => Buffer.from(text).toString('base64');
const auth = (text: string) => ({ auth: encode(text) });
const path = env.PATH;

afterEach(async () => {
  env.PATH = path;
  await removeTemporaryFolders();
});

async function find(content: object, request: CredentialRequest) {
  const file = join(await temporaryFolder(), 'config.json');
  await writeFile(file, JSON.stringify(content));
  return credentialStore({ file }).find(request);
}

/** Puts a credential helper on the path whose answer depends on its input. */
async function installHelper(name: string, script: string): Promise<void> {
  const folder = await temporaryFolder();
  const file = join(folder, `docker-credential-${name}`);
  await writeFile(file, `#!/bin/sh\nread -r server\n${script}\n`);
  await chmod(file, 0o755);
  env.PATH = `${folder}${delimiter}${path}`;
}

describe('credentials from the environment', () => {
  const environment = { LADING_REGISTRY: 'ghcr.io', LADING_USERNAME: 'ada', LADING_PASSWORD: 'pw' };

  it('are used for their registry only', async () => {
    const source = credentialsFromEnvironment(environment);
    expect(await source({ host: 'ghcr.io' })).toEqual({ username: 'ada', password: 'pw' });
    for (const host of ['ghcr.io.evil.example', 'evil-ghcr.io', 'docker.io', 'ghcr.io:444'])
      expect(await source({ host })).toBeUndefined();
  });

  it('are not used without the name of a registry', async () => {
    const { LADING_REGISTRY: _, ...unnamed } = environment;
    expect(await credentialsFromEnvironment(unnamed)({ host: 'ghcr.io' })).toBeUndefined();
  });

  it('may be a token', async () => {
    const source = credentialsFromEnvironment({ LADING_REGISTRY: 'docker.io', LADING_TOKEN: 't' });
    expect(await source({ host: 'docker.io' })).toEqual({ registryToken: 't' });
    const identity = credentialsFromEnvironment({ LADING_REGISTRY: 'docker.io', LADING_IDENTITY_TOKEN: 't' });
    expect(await identity({ host: 'docker.io' })).toEqual({ identityToken: 't' });
  });
});

describe('credentials from files', () => {
  it.each([
    ['https://index.docker.io/v1/', 'docker.io'],
    ['docker.io', 'docker.io'],
    ['https://ghcr.io', 'ghcr.io'],
    ['https://ghcr.io/v2/', 'ghcr.io'],
    ['ghcr.io/', 'ghcr.io'],
    ['localhost:5000', 'localhost:5000'],
  ])('are found under the key %s for %s', async (key, host) => {
    expect(await find({ auths: { [key]: auth('ada:p:w') } }, { host })).toEqual({ username: 'ada', password: 'p:w' });
  });

  it.each(['ghcr.io.evil.example', 'evil-ghcr.io', 'ghcr.io:5000', 'x.ghcr.io', 'ghcr'])(
    'are not given to %s',
    async (host) => {
      const file = { auths: { 'ghcr.io': auth('ada:pw'), 'https://ghcr.io/v1/': auth('ada:pw') } };
      expect(await find(file, { host })).toBeUndefined();
    },
  );

  it('are found by the most specific namespace, as in Podman', async () => {
    const auths = { 'quay.io': auth('host:1'), 'quay.io/team': auth('team:2'), 'quay.io/team/app': auth('app:3') };
    const of = async (repository?: string) => find({ auths }, { host: 'quay.io', repository });
    expect(await of('team/app')).toMatchObject({ username: 'app' });
    expect(await of('team/other')).toMatchObject({ username: 'team' });
    expect(await of('teams')).toMatchObject({ username: 'host' });
    expect(await of()).toMatchObject({ username: 'host' });
  });

  it('may be an identity token or a registry token', async () => {
    const host = 'acr.example';
    expect(await find({ auths: { [host]: { ...auth('ada:'), identitytoken: 'id' } } }, { host })).toEqual({
      identityToken: 'id',
      username: 'ada',
    });
    expect(await find({ auths: { [host]: { registrytoken: 'rt' } } }, { host })).toEqual({ registryToken: 'rt' });
  });

  it.each([
    {},
    { auths: null },
    { auths: [] },
    { auths: { 'ghcr.io': {} } },
    { auths: { 'ghcr.io': { auth: '' } } },
    { auths: { 'ghcr.io': auth('no colon') } },
    { auths: { 'ghcr.io': 7 } },
  ])('are none in %j', async (file) => {
    expect(await find(file, { host: 'ghcr.io' })).toBeUndefined();
  });

  it('are empty in a missing file, and an error in a file that is not JSON', async () => {
    const folder = await temporaryFolder();
    const [none, bad] = [join(folder, 'none.json'), join(folder, 'bad.json')];
    expect(await credentialStore({ file: none }).find({ host: 'ghcr.io' })).toBeUndefined();
    await writeFile(bad, '{"auths": "secret');
    await expect(credentialStore({ file: bad }).find({ host: 'ghcr.io' })).rejects.toMatchObject({
      kind: 'credentials',
      reason: 'malformed-auth-file',
      message: `${bad} is not JSON`,
    });
  });

  it('are found in the files of Docker and Podman', async () => {
    const home = await temporaryFolder();
    const environment = { HOME: home, XDG_RUNTIME_DIR: join(home, 'run') };
    for (const [index, file] of authFiles(environment).entries()) {
      await mkdir(join(file, '..'), { recursive: true });
      await writeFile(file, JSON.stringify({ auths: { [`host-${index}.example`]: auth(`user:${index}`) } }));
    }
    const store = credentialStore({ environment });
    for (const index of authFiles(environment).keys())
      expect(await store.find({ host: `host-${index}.example` })).toEqual({
        username: 'user',
        password: String(index),
      });
    expect(authFiles({ HOME: '/h', DOCKER_CONFIG: '/d', REGISTRY_AUTH_FILE: '/r' })).toEqual([
      '/r',
      join('/d', 'config.json'),
      join('/h', '.config', 'containers', 'auth.json'),
    ]);
  });

  it('are read from DOCKER_AUTH_CONFIG', async () => {
    const environment = {
      HOME: await temporaryFolder(),
      DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { 'ghcr.io': auth('a:b') } }),
    };
    expect(await credentialStore({ environment }).find({ host: 'ghcr.io' })).toEqual({ username: 'a', password: 'b' });
  });
});

describe('credential helpers', () => {
  it('read the question from standard input', async () => {
    await installHelper('test', 'echo "{\\"Username\\":\\"ada\\",\\"Secret\\":\\"$1 $server\\"}"');
    const file = { credHelpers: { 'ghcr.io': 'test' }, credsStore: 'missing' };
    expect(await find(file, { host: 'ghcr.io' })).toEqual({ username: 'ada', password: 'get ghcr.io' });
  });

  it('get the key of Docker Hub in the form of Docker', async () => {
    await installHelper('test', 'echo "{\\"Username\\":\\"<token>\\",\\"Secret\\":\\"$server\\"}"');
    expect(await find({ credsStore: 'test' }, { host: 'docker.io' })).toEqual({
      identityToken: 'https://index.docker.io/v1/',
    });
  });

  it('may have no credentials', async () => {
    await installHelper('test', 'echo "credentials not found in native keychain"; exit 1');
    expect(await find({ credsStore: 'test' }, { host: 'ghcr.io' })).toBeUndefined();
  });

  it.each(['exit 3', 'echo nonsense', 'echo "{}"', 'yes | head -c 1000000'])(
    'are a fault that tells no secret where they do: %s',
    async (script) => {
      await installHelper('test', script);
      await expect(find({ credsStore: 'test' }, { host: 'ghcr.io' })).rejects.toMatchObject({ kind: 'credentials' });
    },
  );

  it('are an error if they are missing', async () => {
    await expect(new CredentialHelper('surely-missing').find('ghcr.io')).rejects.toMatchObject({
      kind: 'credentials',
      reason: 'credential-helper',
    });
  });

  it('do not keep the process alive if they are missing', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    await new CredentialHelper('surely-missing').find('ghcr.io').catch(() => undefined);
    expect(timers()).toBe(before);
  });

  it.each(['../evil', 'a/b', 'a b', '', '-x', 'a;touch x', `x${'y'.repeat(100)}`, 'a\0b'])(
    'are not started by the name %j',
    (name) => {
      expect(() => new CredentialHelper(name)).toThrow(expect.objectContaining({ kind: 'credentials' }));
    },
  );

  it.each(['ghcr.io\nhost=evil', 'ghcr.io\r', 'gh cr.io'])('are not asked for %j', async (server) => {
    await installHelper('test', 'echo "{\\"Username\\":\\"ada\\",\\"Secret\\":\\"x\\"}"');
    await expect(new CredentialHelper('test').find(server)).rejects.toMatchObject({ kind: 'credentials' });
  });
});
