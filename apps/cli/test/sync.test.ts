import { run, succeed } from './harness/command.js';
import { pushIndex } from './harness/image.js';
import { openRegistry, type TestRegistry } from './harness/registry.js';

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

  it('goes on after what it could not copy, names it, and ends with 1', async () => {
    const small = await openRegistry({ limits: { blobBytes: 100 } });
    const { code, stderr, json } = await run(['sync', old.host, small.host, '-o', 'json']);
    await small.stop();
    const { failed } = json() as { failed: { reference: string; reason: string }[] };
    expect(code).toBe(1);
    expect(failed.length).toBeGreaterThan(0);
    for (const { reference } of failed) expect(stderr).toContain(reference);
    expect(stderr).toContain(`${failed.length} could not be copied`);
  });

  it('asks for a repository where the source is one', async () => {
    const { code, stderr } = await run(['sync', `${old.host}/team/app`, next.host]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('HOST/REPOSITORY') });
  });
});
