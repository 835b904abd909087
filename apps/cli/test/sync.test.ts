import { createRegistryClient } from '@lading/client';
import { type AccessControl, mediaTypes } from '@lading/core';
import { run, succeed } from './harness/command.js';
import { pushImage, pushIndex } from './harness/image.js';
import { openRegistry, type TestRegistry } from './harness/registry.js';

/** Nobody can give what the challenge asks for. */
const authenticators: AccessControl['authenticators'] = [
  {
    authenticate: () => ({ outcome: 'unknown' }),
    challenge: () => ({ scheme: 'Basic', parameters: { realm: 'test' } }),
  },
];
const denied = { outcome: 'denied', reason: 'not for you' } as const;
const nobody: AccessControl = { authenticators, authorizer: { authorize: () => denied } };
const noCatalog: AccessControl = {
  authenticators,
  authorizer: {
    authorize: ({ scopes }) => (scopes.some(({ type }) => type === 'registry') ? denied : { outcome: 'allowed' }),
  },
};

describe('lading sync', () => {
  let old: TestRegistry;
  let next: TestRegistry;
  beforeAll(async () => {
    [old, next] = [await openRegistry(), await openRegistry()];
    await pushIndex(old.host, 'team/app', '1');
    await pushIndex(old.host, 'other/deep/app', '1');
    await succeed(['tag', `${old.host}/team/app:1`, '2', `sha256-${'0'.repeat(64)}.sig`]);
    await succeed(['attach', `${old.host}/team/app:1`, '--artifact-type', 'application/x.note', '-a', 'a=b']);
  });
  afterAll(() => Promise.all([old.stop(), next.stop()]));

  const list = async (name: string) => (await succeed(['ls', name])).stdout;

  it('copies a whole registry: every repository, every tag with those of tools, and what refers to them', async () => {
    const { stdout } = await succeed(['sync', old.host, next.host]);
    expect(stdout).toMatch(/^2 repositories, 4 tags, \d+ blobs copied, \d+ mounted\n$/);
    expect(await list(next.host)).toBe(await list(old.host));
    expect(await list(`${next.host}/team/app`)).toBe(`1\n2\nsha256-${'0'.repeat(64)}.sig\n`);
    for (const command of [['digest'], ['referrers', '-o', 'json']] as const) {
      const [name = '', ...options] = command;
      const both = [old, next].map(({ host }) => succeed([name, `${host}/team/app:1`, ...options]));
      const [one, other] = (await Promise.all(both)).map(({ stdout }) => stdout.replaceAll(/127\.0\.0\.1:\d+/g, ''));
      expect(other).toBe(one);
    }
  });

  it('sends no blob the second time', async () => {
    const synced = await succeed(['sync', old.host, next.host, '-o', 'json']);
    expect(synced.json()).toMatchObject({ repositories: 2, tags: 4, blobs: { copied: 0, mounted: 0 }, failed: [] });
  });

  it('copies one repository under another name, and a registry below a prefix', async () => {
    await succeed(['sync', `${old.host}/team/app`, `${next.host}/one/app`]);
    expect(await list(`${next.host}/one/app`)).toBe(await list(`${old.host}/team/app`));
    await succeed(['sync', old.host, `${next.host}/mirror`]);
    expect(await list(next.host)).toContain('mirror/other/deep/app\nmirror/team/app\n');
  });

  it('continues after a failure, reports it, and ends with 1', async () => {
    const [large, small] = [await openRegistry(), await openRegistry({ maximumBlobBytes: 1024 })];
    for (const name of ['one', 'two'])
      await pushImage(createRegistryClient(large.host).repository(name), 'x'.repeat(2000), { tags: ['1'] });
    const { code, stderr, json } = await run(['sync', large.host, small.host, '-o', 'json']);
    await Promise.all([large.stop(), small.stop()]);
    const { failed } = json() as { failed: { reference: string; reason: string }[] };
    expect(code).toBe(1);
    expect(failed.length).toBeGreaterThan(0);
    for (const { reference } of failed) expect(stderr).toContain(reference);
    expect(stderr).toContain(`${failed.length} could not be copied`);
  });

  it('keeps the name of a repository if the target is a host', async () => {
    const empty = await openRegistry();
    await succeed(['sync', `${old.host}/team/app`, empty.host]);
    const names = await list(empty.host);
    await empty.stop();
    expect(names).toBe('team/app\n');
  });

  describe('a prefix', () => {
    let source: TestRegistry;
    let target: TestRegistry;
    beforeAll(async () => {
      source = await openRegistry();
      for (const name of ['team/app', 'team/deep/tool', 'teams/app', 'both', 'both/app'])
        await pushIndex(source.host, name, '1');
    });
    beforeEach(async () => {
      target = await openRegistry();
    });
    afterEach(() => target.stop());
    afterAll(() => source.stop());

    it.each([
      ['without a slash', 'team', '', 'team/app\nteam/deep/tool\n'],
      ['with a slash', 'team/', '', 'team/app\nteam/deep/tool\n'],
      ['with another one for the target', 'team', '/mirror', 'mirror/app\nmirror/deep/tool\n'],
      ['with a slash at both', 'team/', '/a/mirror/', 'a/mirror/app\na/mirror/deep/tool\n'],
      ['with two parts', 'team/deep', '/mirror', 'mirror/tool\n'],
      ['that is a repository too: only that', 'both', '', 'both\n'],
      ['that is a repository too, with a slash: only what is below it', 'both/', '', 'both/app\n'],
    ])('means the repositories below it %s', async (_, from, to, names) => {
      await succeed(['sync', `${source.host}/${from}`, `${target.host}${to}`]);
      expect(await list(target.host)).toBe(names);
    });

    it.each([
      ['tea', /there is no repository \S+\/tea, and none below it\n {2}next: list the repositories with: lading ls /],
      ['teams/app/', /there is no repository below \S+\/teams\/app\/\n/],
    ])('reports that there is no repository below %s', async (from, words) => {
      const { code, stderr, stdout } = await run(['sync', `${source.host}/${from}`, target.host]);
      expect({ code, stdout, stderr }).toEqual({ code: 3, stdout: '', stderr: expect.stringMatching(words) });
      expect(stderr).not.toContain('run it again');
    });

    it.each([
      ['does not list its repositories', { allowCatalog: false }, 'team', 3],
      ['does not list its repositories, with a slash', { allowCatalog: false }, 'team/', 3],
      ['lists them for others only', { access: noCatalog }, 'team', 3],
      ['lists them for others only, with a slash', { access: noCatalog }, 'team/', 4],
    ])('asks the user to name each repository if the registry %s', async (_, options, from, code) => {
      const closed = await openRegistry(options);
      const ended = await run(['sync', `${closed.host}/${from}`, target.host]);
      await closed.stop();
      expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringContaining('name each repository') });
      expect(ended.stderr).toContain(`does not list the repositories below ${closed.host}/team`);
    });

    it('asks for a login if the registry refuses the repository and the catalog', async () => {
      const closed = await openRegistry({ access: nobody });
      const { code, stderr } = await run(['sync', `${closed.host}/team`, target.host]);
      await closed.stop();
      expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('lading login') });
    });
  });

  it('advises another run only if that may help', async () => {
    const [large, small] = [await openRegistry(), await openRegistry({ maximumManifestBytes: 1024 })];
    const annotations = { note: 'x'.repeat(2000) };
    const index = { schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests: [], annotations };
    await createRegistryClient(large.host)
      .repository('app')
      .manifests.push(index as never, { tags: ['1'] });
    const { code, stderr } = await run(['sync', `${large.host}/app`, small.host]);
    await Promise.all([large.stop(), small.stop()]);
    expect(code).toBe(1);
    expect(stderr).toContain('could not be copied');
    expect(stderr).not.toContain('run it again');
  });
});
