import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Descriptor, digestOf } from '@lading/core';
import { run, succeed } from './harness/command.js';
import { pushIndex } from './harness/image.js';
import { openRegistry, type TestRegistry } from './harness/registry.js';
import { temporaryFolder } from './harness/temporary-folder.js';

let registry: TestRegistry;
let cwd: string;
let name: string;
let index: Descriptor;
beforeAll(async () => {
  [registry, cwd] = [await openRegistry(), temporaryFolder()];
  name = `${registry.host}/team/app`;
  index = await pushIndex(registry.host, 'team/app', '1');
});
afterAll(() => registry.stop());

describe('lading manifest', () => {
  it('gets the exact bytes', async () => {
    const { stdout } = await succeed(['manifest', 'get', `${name}:1`]);
    expect(digestOf(Buffer.from(stdout))).toBe(index.digest);
    await writeFile(join(cwd, 'index.json'), stdout);
  });

  it('gets the manifest of one platform, with its descriptor in JSON', async () => {
    const args = ['manifest', 'get', `${name}:1`, '--platform', 'linux/arm64', '-o', 'json'];
    expect((await succeed(args)).json()).toMatchObject({
      descriptor: { mediaType: 'application/vnd.oci.image.manifest.v1+json' },
      manifest: { schemaVersion: 2 },
    });
  });

  it('ends with 3 if an index lacks a platform, and lists its platforms', async () => {
    const { code, stderr } = await run(['manifest', 'get', `${name}:1`, '--platform', 'linux/s390x']);
    expect(code).toBe(3);
    expect(stderr).toContain('it has linux/amd64, linux/arm64');
  });

  it('puts a manifest under another tag, from a file and from standard input', async () => {
    expect((await succeed(['manifest', 'put', `${name}:2`, 'index.json'], { cwd })).stdout).toBe(
      `${name}:2@${index.digest}\n`,
    );
    const input = await readFile(join(cwd, 'index.json'));
    const put = await succeed(['manifest', 'put', `${name}:3`, '-', '-o', 'json'], { input });
    expect(put.json()).toMatchObject({ digest: index.digest });
  });

  it('shows the descriptor, and ends with 3 for a missing manifest', async () => {
    const head = (await succeed(['manifest', 'head', `${name}:2`, '-o', 'json'])).json();
    expect(head).toEqual({ digest: index.digest, mediaType: index.mediaType, size: index.size });
    expect(await run(['manifest', 'head', `${name}:none`])).toMatchObject({ code: 3, stdout: '' });
  });

  it('deletes the manifest that a tag points to, with all its tags', async () => {
    const plan = (await succeed(['manifest', 'delete', `${name}:1`, '--dry-run', '-o', 'json'])).json();
    expect(plan).toMatchObject({ deleted: false, kind: 'manifest', digest: index.digest, tags: ['1', '2', '3'] });
    const { stderr } = await succeed(['manifest', 'delete', `${name}:1`, '--yes']);
    expect(stderr).toBe(`deleted the manifest ${index.digest} of ${name}, with its tags 1, 2, 3\n`);
    expect((await succeed(['ls', name])).stdout).toBe('');
  });
});

describe('lading blob', () => {
  const digest = digestOf(Buffer.from('some content'));

  it('puts a blob from standard input and from a file, and prints its digest', async () => {
    expect((await succeed(['blob', 'put', name, '-'], { input: 'some content' })).stdout).toBe(`${digest}\n`);
    await writeFile(join(cwd, 'content'), 'some content');
    expect((await succeed(['blob', 'put', name, 'content', '-o', 'json'], { cwd })).json()).toEqual({
      digest,
      size: 12,
    });
  });

  it('gets it to standard output and to a file', async () => {
    expect((await succeed(['blob', 'get', `${name}@${digest}`])).stdout).toBe('some content');
    const got = await succeed(['blob', 'get', `${name}@${digest}`, 'got', '-o', 'json'], { cwd });
    expect(got.json()).toEqual({ digest, size: 12, file: 'got' });
    expect(await readFile(join(cwd, 'got'), 'utf8')).toBe('some content');
  });

  it('shows its size', async () => {
    expect((await succeed(['blob', 'head', `${name}@${digest}`, '-o', 'json'])).json()).toEqual({ digest, size: 12 });
  });

  it('deletes it', async () => {
    const deleted = await succeed(['blob', 'delete', `${name}@${digest}`, '--yes', '-o', 'json']);
    expect(deleted.json()).toEqual({ deleted: true, kind: 'blob', repository: name, digest });
    expect(await run(['blob', 'head', `${name}@${digest}`])).toMatchObject({ code: 3, stdout: '' });
    expect(await run(['blob', 'get', `${name}@${digest}`])).toMatchObject({ code: 3, stdout: '' });
  });

  it('requires a digest', async () => {
    const { code, stderr } = await run(['blob', 'get', `${name}:1`]);
    expect(code).toBe(2);
    expect(stderr).toContain('HOST/REPOSITORY@DIGEST');
  });
});
