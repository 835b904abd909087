import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Descriptor } from '@lading/core';
import { run, succeed } from './harness/command.js';
import { pushIndex } from './harness/image.js';
import { openRegistry, type TestRegistry } from './harness/registry.js';
import { temporaryFolder } from './harness/temporary-folder.js';

describe('lading copy', () => {
  let one: TestRegistry;
  let other: TestRegistry;
  let folder: string;
  let index: Descriptor;
  beforeAll(async () => {
    [one, other, folder] = [await openRegistry(), await openRegistry(), temporaryFolder()];
    index = await pushIndex(one.host, 'team/app', '1');
  });
  afterAll(() => Promise.all([one.stop(), other.stop()]));

  it('copies an index with all platforms from registry to registry, and prints only the reference of the copy', async () => {
    const { stdout, stderr } = await succeed(['copy', `${one.host}/team/app:1`, `${other.host}/mirror/app:1`]);
    expect(stdout).toBe(`${other.host}/mirror/app:1@${index.digest}\n`);
    expect(stderr.match(/^copied {3}sha256:/gm)).toHaveLength(7);
  });

  it('sends nothing the second time', async () => {
    const copied = await succeed(['copy', `${one.host}/team/app:1`, `${other.host}/mirror/app:1`, '-o', 'json']);
    expect(copied.json()).toMatchObject({ digest: index.digest, blobs: { copied: 0, mounted: 0 } });
  });

  it('mounts within a registry', async () => {
    const copied = await succeed(['cp', `${one.host}/team/app:1`, `${one.host}/team/copy:1`, '--output', 'json']);
    expect(copied.json()).toMatchObject({ blobs: { copied: 0, mounted: 4 } });
  });

  it('copies only the chosen platform', async () => {
    const target = `${other.host}/mirror/arm:1`;
    await succeed(['copy', `docker://${one.host}/team/app:1`, target, '--platform', 'linux/arm64']);
    const inspected = (await succeed(['inspect', target, '-o', 'json'])).json();
    expect(inspected).toMatchObject({ kind: 'image', configuration: { architecture: 'arm64' } });
  });

  it('fails at once if the system takes no folders', async () => {
    const { code, stdout, stderr } = await run(['copy', `${one.host}/team/app:1`, 'oci:/proc/lading:app']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('/proc');
  });

  it('copies into a layout, an archive, and back into a registry, byte for byte', async () => {
    const layout = `oci:${join(folder, 'layout')}:app`;
    const archive = `oci-archive:${join(folder, 'app.tar')}`;
    await succeed(['copy', `${one.host}/team/app:1`, layout]);
    await succeed(['copy', layout, archive]);
    await succeed(['copy', archive, `${other.host}/back/app:1`]);
    expect((await succeed(['digest', `${other.host}/back/app:1`])).stdout).toBe(`${index.digest}\n`);
    expect(JSON.parse(await readFile(join(folder, 'layout', 'oci-layout'), 'utf8'))).toEqual({
      imageLayoutVersion: '1.0.0',
    });
    expect(await readdir(folder)).toEqual(['app.tar', 'layout']);
  });

  it('reads an archive from standard input', async () => {
    const input = await readFile(join(folder, 'app.tar'));
    await succeed(['push', `${other.host}/piped/app:1`, 'oci-archive:-'], { input });
    expect((await succeed(['digest', `${other.host}/piped/app:1`])).stdout).toBe(`${index.digest}\n`);
  });

  it('writes one platform for docker load, and says to choose one of several', async () => {
    const args = ['copy', `${one.host}/team/app:1`, `docker-archive:${join(folder, 'docker.tar')}:team/app:1`];
    const { code, stderr } = await run(args);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('next: add --platform') });
    await succeed([...args, '--platform', 'linux/amd64']);
    await succeed(['push', `${other.host}/docker/app:1`, `docker-archive:${join(folder, 'docker.tar')}`]);
    expect((await succeed(['digest', `${other.host}/docker/app:1`])).stdout).toBe(
      (await succeed(['digest', `${one.host}/team/app:1`, '--platform', 'linux/amd64'])).stdout,
    );
  });

  it('copies all tags of a repository', async () => {
    await succeed(['tag', `${one.host}/team/app:1`, '2', '3']);
    await succeed(['copy', '--all-tags', `${one.host}/team/app`, `${other.host}/all/app`]);
    expect((await succeed(['ls', `${other.host}/all/app`])).stdout).toBe('1\n2\n3\n');
  });

  it('copies referrers if an option says so', async () => {
    await succeed(['attach', `${one.host}/team/app:1`, '--artifact-type', 'application/x.note', '-a', 'a=b']);
    await succeed(['copy', '-r', `${one.host}/team/app:1`, `${other.host}/signed/app:1`]);
    const { stdout } = await succeed(['referrers', `${other.host}/signed/app:1`, '--list']);
    expect(stdout).toMatch(/^sha256:[0-9a-f]{64} {2}application\/x\.note\n$/);
  });

  it.each([
    ['a transport of another tool', ['copy', 'dir:a', 'oci:b'], /dir: is not supported/],
    ['a URL without a repository', ['copy', 'http://localhost:5000/', 'oci:b'], /http:\/\/HOST\/REPOSITORY/],
    [
      'a URL with a password',
      ['copy', 'http://me:secret@localhost:5000/a', 'oci:b'],
      /cannot contain a user or a password\n.*lading login/,
    ],
    ['a malformed reference', ['copy', 'localhost:5000/UPPER:1', 'oci:b'], /HOST\/REPOSITORY:TAG/],
    ['a number of jobs that is none', ['copy', 'alpine', 'oci:b', '-j', 'many'], /--jobs/],
  ])('refuses %s with what to write instead', async (_, args, words) => {
    const { code, stderr, stdout } = await run(args, { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(words);
  });
});
