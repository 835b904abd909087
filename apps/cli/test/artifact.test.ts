import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, succeed } from './harness/command.js';
import { pushIndex } from './harness/image.js';
import { openRegistry, type TestRegistry } from './harness/registry.js';
import { temporaryFolder } from './harness/temporary-folder.js';

describe('artifacts', () => {
  let registry: TestRegistry;
  let cwd: string;
  let name: string;
  beforeAll(async () => {
    [registry, cwd] = [await openRegistry(), temporaryFolder()];
    name = `${registry.host}/team/report`;
    await mkdir(join(cwd, 'pages'));
    await writeFile(join(cwd, 'pages', 'one.txt'), 'page one');
    await writeFile(join(cwd, 'report.txt'), 'the report');
  });
  afterAll(() => registry.stop());

  it('pushes files and folders, with their types and annotations', async () => {
    const files = ['report.txt:text/plain', 'pages'];
    const args = [
      'push',
      `${name}:1`,
      '-a',
      'by=us',
      ...files,
      '--artifact-type',
      'application/x.report',
      '-o',
      'json',
    ];
    const pushed = (await succeed(args, { cwd })).json() as { digest: string };
    const inspected = (await succeed(['inspect', `${name}@${pushed.digest}`, '-o', 'json'])).json();
    expect(inspected).toMatchObject({
      kind: 'artifact',
      artifactType: 'application/x.report',
      annotations: { by: 'us' },
      layers: [{ mediaType: 'text/plain' }, { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' }],
    });
  });

  it('pulls them back into a folder, and prints their names', async () => {
    const { stdout, stderr } = await succeed(['pull', `${name}:1`, 'back'], { cwd });
    expect(stdout).toBe('report.txt\npages\n');
    expect(stderr).toMatch(/^pulled {3}report\.txt {2}10 B$/m);
    expect(await readFile(join(cwd, 'back', 'report.txt'), 'utf8')).toBe('the report');
    expect(await readFile(join(cwd, 'back', 'pages', 'one.txt'), 'utf8')).toBe('page one');
  });

  it('prints pulled files as JSON', async () => {
    const pulled = (await succeed(['pull', `${name}:1`, 'again', '--output', 'json'], { cwd })).json();
    expect(pulled).toMatchObject({ directory: 'again', files: ['report.txt', 'pages'] });
  });

  it('says how to pull an image, which has no named files', async () => {
    await pushIndex(registry.host, 'team/app', '1');
    const { code, stderr } = await run(['pull', `${registry.host}/team/app:1`], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(`next: pull it into a layout: lading pull ${registry.host}/team/app:1 oci:DIR`);
  });

  it('pulls an image into a layout, and pushes it from there', async () => {
    await succeed(['pull', `${registry.host}/team/app:1`, 'oci:layout:app'], { cwd });
    const pushed = await succeed(['push', `${registry.host}/team/again:1`, 'oci:layout:app'], { cwd });
    expect(pushed.stdout).toBe((await succeed(['digest', '--full-reference', `${registry.host}/team/again:1`])).stdout);
  });

  it('attaches files, and shows referrers as a tree', async () => {
    const type = ['--artifact-type', 'application/x.sbom'];
    const sbom = (await succeed(['attach', `${name}:1`, 'report.txt', ...type], { cwd })).stdout.trim();
    await succeed(['attach', sbom, '--artifact-type', 'application/x.signature', '-a', 'signed=yes']);
    const { stdout } = await succeed(['referrers', `${name}:1`]);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(`${name}:1@sha256:`);
    expect(lines[1]).toBe(`└── application/x.sbom  ${sbom.split('@')[1]}`);
    expect(lines[2]).toMatch(/^ {4}└── application\/x\.signature {2}sha256:/);
  });

  it('shows referrers as JSON, of one type if an option says so', async () => {
    const all = (await succeed(['referrers', `${name}:1`, '-o', 'json'])).json();
    expect(all).toMatchObject({
      referrers: [{ artifactType: 'application/x.sbom', referrers: [{ artifactType: 'application/x.signature' }] }],
    });
    const none = await succeed(['referrers', `${name}:1`, '-o', 'json', '--artifact-type', 'application/x.other']);
    expect(none.json()).toMatchObject({ referrers: [] });
  });

  it('refuses to attach nothing, and to push to a digest', async () => {
    expect(await run(['attach', `${name}:1`, '--artifact-type', 'application/x'])).toMatchObject({ code: 2 });
    const digest = (await succeed(['digest', `${name}:1`])).stdout.trim();
    expect(await run(['push', `${name}@${digest}`, 'report.txt'], { cwd })).toMatchObject({ code: 2 });
  });

  it('names a missing file', async () => {
    const { code, stderr } = await run(['push', `${name}:2`, 'missing.txt'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/missing\.txt cannot be read: ENOENT/);
  });
});
