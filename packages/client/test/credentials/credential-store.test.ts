import { chmod, lstat, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { env } from 'node:process';
import { type Credential, createRegistryClient, credentialStore, parseCredentialName } from '../../src/index.js';
import { removeTemporaryFolders, temporaryFolder } from '../temporary-folder.js';

const ada = { username: 'ada', password: 'p:w' };
const adaAuth = { auth: Buffer.from('ada:p:w').toString('base64') };
const bob = { username: 'bob', password: 'other' };

afterEach(removeTemporaryFolders);

/** A store on one file with this content. */
async function storeWith(content: object) {
  const file = join(await temporaryFolder(), 'config.json');
  await writeFile(file, JSON.stringify(content));
  return { store: credentialStore({ file }), file, read: async () => JSON.parse(await readFile(file, 'utf8')) };
}

/** The key that each tool writes, the registry that it is good for, and the names by which a person logs out of it. */
const forms: readonly (readonly [tool: string, key: string, host: string, ...names: string[]])[] = [
  ['docker, crane and oras for Docker Hub', 'https://index.docker.io/v1/', 'docker.io', 'docker.io', 'index.docker.io'],
  ['podman and skopeo for Docker Hub', 'docker.io', 'docker.io', 'docker.io', 'https://index.docker.io/v1/'],
  ['an older podman for Docker Hub', 'registry-1.docker.io', 'docker.io', 'docker.io'],
  ['every tool for a host', 'ghcr.io', 'ghcr.io', 'ghcr.io', 'https://ghcr.io', 'ghcr.io/', 'GHCR.io'],
  ['every tool for a host with a port', 'localhost:5000', 'localhost:5000', 'localhost:5000', 'http://localhost:5000'],
  ['every tool for an IPv6 address', '[::1]:5000', '[::1]:5000', '[::1]:5000'],
  ['docker for a URL', 'https://example.com', 'example.com', 'example.com', 'https://example.com'],
  ['docker for a URL with a path', 'https://example.com/foo', 'example.com', 'example.com', 'https://example.com/foo'],
  ['docker for the URL of an API', 'http://example.com:5000/v2/', 'example.com:5000', 'example.com:5000'],
  ['docker for a URL with the usual port', 'https://example.com:443/v2/', 'example.com', 'example.com'],
  ['an old docker', 'example.com/v1/', 'example.com', 'example.com'],
  ['a person in capitals', 'Example.COM', 'example.com', 'example.com'],
];

describe.each(forms)('the key of %s, %s', (_, key, host, ...names) => {
  it(`is found for ${host} and its repositories, and for no other registry`, async () => {
    const { store } = await storeWith({ auths: { [key]: adaAuth } });
    expect(await store.find({ host })).toEqual(ada);
    expect(await store.find({ host, repository: 'foo/bar' })).toEqual(ada);
    for (const other of [`x.${host}`, `${host}.evil.example`, 'other.example'])
      expect(await store.find({ host: other })).toBeUndefined();
  });

  it.each(names)('is erased, and nothing else, by %s', async (name) => {
    const others = { 'other.example': adaAuth, [`${host}/team`]: adaAuth };
    const { store, file, read } = await storeWith({ auths: { [key]: adaAuth, ...others }, detachKeys: 'x' });
    expect(await store.erase(name)).toEqual([file]);
    expect(await read()).toEqual({ auths: others, detachKeys: 'x' });
    expect(await store.erase(name)).toEqual([]);
    expect(await store.find({ host })).toBeUndefined();
  });

  it.each(names)('is replaced by new credentials for %s', async (name) => {
    const { store, file, read } = await storeWith({ auths: { [key]: adaAuth } });
    expect(await store.save(name, bob)).toEqual({ place: file, isPlainText: true });
    expect(await store.find({ host })).toEqual(bob);
    expect(Object.keys((await read()).auths)).toEqual([host === 'docker.io' ? 'https://index.docker.io/v1/' : host]);
  });
});

describe('credentials of a namespace, as in podman and skopeo', () => {
  const auths = { 'quay.io/team/app': adaAuth, 'quay.io/v2': adaAuth, 'quay.io': { auth: 'Ym9iOm90aGVy' } };

  it.each([
    ['team/app', ada],
    ['team/app/part', ada],
    ['team/apps', bob],
    ['v2/app', ada],
    [undefined, bob],
  ])('win over those of the host for %s', async (repository, credential) => {
    expect(await (await storeWith({ auths })).store.find({ host: 'quay.io', repository })).toEqual(credential);
  });

  it('are saved and erased by their exact name', async () => {
    const { store, file, read } = await storeWith({ auths });
    await store.save('quay.io/team', bob);
    expect(await store.find({ host: 'quay.io', repository: 'team/other' })).toEqual(bob);
    expect(await store.find({ host: 'quay.io', repository: 'team/app' })).toEqual(ada);
    expect(await store.erase('quay.io/team/app')).toEqual([file]);
    expect(await store.find({ host: 'quay.io', repository: 'team/app' })).toEqual(bob);
    expect(Object.keys((await read()).auths).sort()).toEqual(['quay.io', 'quay.io/team', 'quay.io/v2']);
  });
});

describe('a saved credential', () => {
  it.each<[string, Credential]>([
    ['a password', { username: 'ada', password: 'p:w €' }],
    ['an identity token', { identityToken: 'id' }],
    ['an identity token of a user', { identityToken: 'id', username: 'ada' }],
    ['a registry token', { registryToken: 'rt' }],
  ])('is found again as it was: %s', async (_, credential) => {
    const { store } = await storeWith({});
    await store.save('acr.example', credential);
    expect(await store.find({ host: 'acr.example' })).toEqual(credential);
  });

  it.each([
    ['acr.example', { username: 'a:b', password: 'x' }, 'a user name has no colon'],
    ['acr.example', { user: 'a', password: 'x' }, 'has no option user'],
    ['no registry', ada, 'a registry is a host name'],
    ['no/host', ada, 'a registry is a host name'],
    ['quay.io/Team', ada, 'name'],
  ])('for %s is refused if the name or the credential is wrong: %j', async (name, credential, message) => {
    const { store, read } = await storeWith({});
    await expect(store.save(name, credential as Credential)).rejects.toThrow(message);
    expect(await read()).toEqual({});
  });

  it('is in a file that only its owner can read, in folders that are made for it', async () => {
    const file = join(await temporaryFolder(), 'new', 'folder', 'auth.json');
    await credentialStore({ file }).save('ghcr.io', ada);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(file, '..'))).mode & 0o777).toBe(0o700);
  });

  it('keeps a symbolic link to the file', async () => {
    const { file, read } = await storeWith({});
    const link = join(file, '..', 'link.json');
    await symlink(file, link);
    await credentialStore({ file: link }).save('ghcr.io', ada);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await read()).toEqual({ auths: { 'ghcr.io': adaAuth } });
  });
});

describe('a credential helper', () => {
  const path = env.PATH;
  afterEach(() => {
    env.PATH = path;
  });

  /** A helper that keeps each credential in a file, as the protocol of Docker's helpers says. */
  async function installHelper(): Promise<void> {
    const folder = await temporaryFolder();
    const program = join(folder, 'docker-credential-files');
    const script = `
      const { readFileSync, rmSync, writeFileSync } = require('node:fs');
      const input = readFileSync(0, 'utf8');
      const fileOf = (url) => ${JSON.stringify(folder)} + '/' + encodeURIComponent(url);
      try {
        if (process.argv[2] === 'store') writeFileSync(fileOf(JSON.parse(input).ServerURL), input);
        if (process.argv[2] === 'get') process.stdout.write(readFileSync(fileOf(input), 'utf8'));
        if (process.argv[2] === 'erase') rmSync(fileOf(input));
      } catch {
        process.stdout.write('credentials not found in native keychain');
        process.exit(1);
      }`;
    await writeFile(program, `#!${process.execPath}\n${script}`);
    await chmod(program, 0o755);
    env.PATH = `${folder}${delimiter}${path}`;
  }

  it.each([
    ['the registry', { credHelpers: { 'ghcr.io': 'files' }, credsStore: 'missing' }, 'ghcr.io'],
    ['a namespace', { credHelpers: { 'ghcr.io/team': 'files' } }, 'ghcr.io/team'],
    ['all registries', { credsStore: 'files' }, 'ghcr.io'],
    ['Docker Hub', { credHelpers: { 'https://index.docker.io/v1/': 'files' } }, 'docker.io'],
  ])('that the file names for %s saves, finds and erases', async (_, content, name) => {
    await installHelper();
    const { store, read } = await storeWith(content);
    const [host = ''] = name.split('/');
    const request = { host, repository: 'team/app' };
    expect(await store.find(request)).toBeUndefined();
    expect(await store.save(name, ada)).toEqual({ place: 'docker-credential-files', isPlainText: false });
    expect(await store.find(request)).toEqual(ada);
    expect(await store.erase(name)).toEqual(['docker-credential-files']);
    expect(await store.find(request)).toBeUndefined();
    expect(await store.erase(name)).toEqual([]);
    expect(await read()).toEqual(content);
  });

  it('replaces a password in the file', async () => {
    await installHelper();
    const { store, read } = await storeWith({ auths: { 'https://ghcr.io/v2/': adaAuth }, credsStore: 'files' });
    await store.save('ghcr.io', bob);
    expect(await store.find({ host: 'ghcr.io' })).toEqual(bob);
    expect(await read()).toEqual({ auths: {}, credsStore: 'files' });
  });

  it('for all registries stores no credentials of a namespace', async () => {
    await installHelper();
    const { store, file } = await storeWith({ credsStore: 'files' });
    expect(await store.save('quay.io/team', ada)).toEqual({ place: file, isPlainText: true });
    expect(await store.find({ host: 'quay.io', repository: 'team/app' })).toEqual(ada);
  });

  it('keeps an identity token, and refuses a registry token', async () => {
    await installHelper();
    const { store } = await storeWith({ credsStore: 'files' });
    await store.save('acr.example', { identityToken: 'id' });
    expect(await store.find({ host: 'acr.example' })).toEqual({ identityToken: 'id' });
    await expect(store.save('acr.example', { registryToken: 'rt' })).rejects.toMatchObject({ kind: 'credentials' });
  });
});

describe('the store of all files', () => {
  it('saves to the first file, and erases from each file with credentials', async () => {
    const home = await temporaryFolder();
    const environment = { HOME: home, DOCKER_CONFIG: join(home, 'docker') };
    const podman = join(home, '.config', 'containers', 'auth.json');
    await mkdir(join(podman, '..'), { recursive: true });
    await writeFile(podman, JSON.stringify({ auths: { 'quay.io': adaAuth } }));
    const store = credentialStore({ environment });
    const docker = join(home, 'docker', 'config.json');
    expect(await store.find({ host: 'quay.io' })).toEqual(ada);
    expect(await store.save('quay.io', bob)).toEqual({ place: docker, isPlainText: true });
    expect(await store.find({ host: 'quay.io' })).toEqual(bob);
    expect(await store.erase('quay.io')).toEqual([docker, podman]);
    expect(await store.find({ host: 'quay.io' })).toBeUndefined();
  });

  it('refuses a misspelt option', () => {
    expect(() => credentialStore({ fiel: 'x' } as object)).toThrow('did you mean file?');
  });

  it('can be passed to a client', async () => {
    const { store } = await storeWith({ auths: { 'registry.example': adaAuth } });
    const sent: (string | null)[] = [];
    const fetch = async (_: string, { headers }: { headers: Record<string, string> }) => {
      sent.push(headers.authorization ?? null);
      const isKnown = headers.authorization !== undefined;
      const challenge = new Headers(isKnown ? {} : { 'www-authenticate': 'Basic realm="test"' });
      return { status: isKnown ? 200 : 401, headers: challenge, body: null };
    };
    await createRegistryClient('registry.example', { credentials: store, fetch }).ping();
    expect(sent).toEqual([null, `Basic ${adaAuth.auth}`]);
  });
});

describe('parseCredentialName', () => {
  it.each([
    ['https://example.com/foo', 'example.com'],
    ['quay.io/team/', 'quay.io/team'],
    ['localhost/team', 'localhost/team'],
    ['registry', 'registry'],
    ['index.docker.io/team', 'docker.io/team'],
  ])('reads %s as %s', (text, name) => {
    expect(parseCredentialName(text)).toBe(name);
  });
});
