import type { Descriptor } from '@lading/core';
import { run, succeed } from './harness/command.js';
import { pushIndex } from './harness/image.js';
import { openRegistry, type TestRegistry } from './harness/registry.js';

let registry: TestRegistry;
let name: string;
let index: Descriptor;
beforeAll(async () => {
  registry = await openRegistry();
  name = `${registry.host}/team/app`;
  index = await pushIndex(registry.host, 'team/app', '1');
});
afterAll(() => registry.stop());

describe('lading inspect', () => {
  it('shows the platforms of an index', async () => {
    const { stdout } = await succeed(['inspect', `${name}:1`]);
    expect(stdout).toMatch(/^kind +index$/m);
    expect(stdout).toMatch(/^ {2}linux\/amd64 {2}sha256:/m);
    expect(stdout).toMatch(/^ {2}linux\/arm64 {2}sha256:/m);
  });

  it('shows how an image runs, and its layers', async () => {
    const { stdout } = await succeed(['inspect', `${name}:1`, '--platform', 'linux/amd64']);
    expect(stdout).toMatch(/^entrypoint +\/bin\/serve$/m);
    expect(stdout).toMatch(/^command +--port 80$/m);
    expect(stdout).toMatch(/^label +team=a$/m);
    expect(stdout).toMatch(/^size +18 B in 1 layer$/m);
  });

  it('prints the same as JSON', async () => {
    expect((await succeed(['inspect', `${name}:1`, '-o', 'json'])).json()).toMatchObject({
      digest: index.digest,
      kind: 'index',
      manifests: [{ platform: 'linux/amd64' }, { platform: 'linux/arm64' }],
    });
  });
});

describe('lading digest', () => {
  it('prints only the digest of a tag', async () => {
    expect(await succeed(['digest', `${name}:1`])).toMatchObject({ stdout: `${index.digest}\n`, stderr: '' });
    expect((await succeed(['digest', `${name}:1`, '-o', 'json'])).json()).toMatchObject({ digest: index.digest });
  });

  it('prints the digest of one platform', async () => {
    const { stdout } = await succeed(['digest', `${name}:1`, '--platform', 'linux/arm64']);
    expect(stdout).toMatch(/^sha256:[0-9a-f]{64}\n$/);
    expect(stdout).not.toContain(index.digest);
  });
});

describe('lading tag, ls and delete', () => {
  it('adds tags', async () => {
    const { stdout } = await succeed(['tag', `${name}:1`, '1.0', 'latest']);
    expect(stdout).toBe(`${name}:1.0\n${name}:latest\n`);
    expect((await succeed(['tag', `${name}:1`, 'stable', '-o', 'json'])).json()).toEqual({
      digest: index.digest,
      references: [`${name}:stable`],
    });
  });

  it('lists tags, or repositories if there is only a host', async () => {
    expect((await succeed(['ls', name])).stdout).toBe('1\n1.0\nlatest\nstable\n');
    expect((await succeed(['ls', name, '-o', 'json'])).json()).toEqual({
      repository: name,
      tags: ['1', '1.0', 'latest', 'stable'],
    });
    for (const host of [registry.host, `${registry.host}/`, `http://${registry.host}`])
      expect((await succeed(['ls', host])).stdout).toBe('team/app\n');
    expect((await succeed(['ls', registry.host, '-o', 'json'])).json()).toEqual({
      registry: registry.host,
      repositories: ['team/app'],
    });
  });

  it('deletes a tag but not its manifest, and says so', async () => {
    const { stderr } = await succeed(['delete', `${name}:stable`, '--yes']);
    expect(stderr).toBe(`deleted the tag stable of ${name}, but not its manifest ${index.digest}\n`);
    expect((await succeed(['digest', `${name}@${index.digest}`])).stdout).toBe(`${index.digest}\n`);
  });

  it('deletes nothing without --yes and a terminal, and nothing without a tag or a digest', async () => {
    const unasked = await run(['delete', `${name}:latest`]);
    expect(unasked).toMatchObject({ code: 2, stdout: '' });
    expect(unasked.stderr).toContain('next: add --yes');
    expect(await run(['delete', name, '--yes'])).toMatchObject({ code: 2 });
    expect((await succeed(['digest', `${name}:latest`])).stdout).toBe(`${index.digest}\n`);
  });

  it('deletes a manifest by its digest', async () => {
    const deleted = await succeed(['rm', `${name}@${index.digest}`, '--yes', '-o', 'json']);
    expect(deleted.json()).toMatchObject({ deleted: true, kind: 'manifest', tags: ['1', '1.0', 'latest'] });
    expect(await run(['digest', `${name}:1`])).toMatchObject({ code: 3, stdout: '' });
    expect(await run(['rm', `${name}:1`, '--yes'])).toMatchObject({ code: 3, stdout: '' });
  });

  it('refuses a malformed tag', async () => {
    expect(await run(['tag', `${name}:1`, 'not/a/tag'])).toMatchObject({ code: 2, stdout: '' });
  });
});
