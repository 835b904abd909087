import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectEqual } from '../harness/expect.js';
import { type Descriptor, makeBytes } from '../harness/image.js';
import { writePlatformsLayout } from '../harness/oci-layout.js';
import type { Scenario } from './scenario.js';

interface Pushed {
  readonly reference: string;
  readonly digest: string;
}

interface Copied {
  readonly digest: string;
  readonly blobs: { readonly copied: number; readonly mounted: number; readonly present: number };
}

interface Referrers {
  readonly referrers: readonly (Descriptor & { readonly artifactType: string })[];
}

/** What the scenarios with the command work on. */
interface Material extends Scenario {
  /** A file of 200,000 bytes. */
  readonly report: string;
  /** A layout of two platforms, and the digest of its index. */
  readonly platforms: string;
  readonly index: string;
  at(reference: string): string;
}

/** What people do with the command, against a registry that is given. */
export async function checkCommand(scenario: Scenario): Promise<void> {
  const { work, host } = scenario;
  const report = join(work, 'report.txt');
  writeFileSync(report, makeBytes('report', 200_000));
  const platforms = join(work, 'platforms');
  const index = writePlatformsLayout(platforms);
  const material = { ...scenario, report, platforms, index, at: (reference: string) => `${host}/${reference}` };
  await checkFiles(material);
  await checkCopies(material);
  await checkTags(material);
  await checkReferrers(material);
  await checkArchives(material);
  await checkSingleContent(material);
  await checkDeletes(material);
}

async function checkFiles({ check, lading, at, report, work }: Material): Promise<void> {
  await check('pushes files, and pulls them, the same bytes', async () => {
    const parameters = [at('command/report:1'), `${report}:text/plain`, '--artifact-type', 'application/x.report'];
    const { reference, digest } = await lading.json<Pushed>('push', ...parameters);
    expectEqual(reference, `${at('command/report:1')}@${digest}`);
    expectEqual(await lading.text('pull', at('command/report:1'), join(work, 'reports')), 'report.txt');
    expectSameFile(join(work, 'reports', 'report.txt'), report);
  });
}

async function checkCopies({ check, lading, at, platforms, index }: Material): Promise<void> {
  await check('copies an index of platforms from a layout, and one platform of it', async () => {
    expectEqual((await lading.json<Copied>('copy', `oci:${platforms}:v1`, at('command/app:1'))).digest, index);
    await lading.text('copy', at('command/app:1'), at('command/arm:1'), '--platform', 'linux/arm64');
    expectEqual((await lading.json<{ kind: string }>('inspect', at('command/arm:1'))).kind, 'image');
    expectEqual((await lading.end('digest', at('command/app:1'), '--platform', 'linux/mips')).code, 3);
  });
  await check('copies within the registry, and sends no blob', async () => {
    const { blobs } = await lading.json<Copied>('copy', at('command/app:1'), at('command/copy:1'));
    // zot has a blob in every repository as soon as it has it in one.
    expectEqual([blobs.copied, blobs.mounted + blobs.present], [0, 6]);
  });
}

async function checkTags({ check, lading, at, host, index }: Material): Promise<void> {
  await check('tags, lists, tells digests and inspects', async () => {
    await lading.text('tag', at('command/app:1'), '1.1', 'latest');
    expectEqual((await lading.text('ls', at('command/app'))).split('\n').sort(), ['1', '1.1', 'latest']);
    expectEqual((await lading.text('ls', host)).includes('command/copy'), true);
    expectEqual(await lading.text('digest', at('command/app:1.1')), index);
    expectEqual((await lading.json<{ manifests: unknown[] }>('inspect', at('command/app'))).manifests.length, 2);
  });
}

async function checkReferrers({ check, lading, at, report }: Material): Promise<void> {
  await check('attaches, shows what refers to an image, and copies it too', async () => {
    const noteType = 'application/x.note';
    await lading.text('attach', at('command/app:1'), `${report}:text/plain`, '--artifact-type', noteType);
    const { referrers } = await lading.json<Referrers>('referrers', at('command/app:1'));
    expectEqual(
      referrers.map(({ artifactType }) => artifactType),
      [noteType],
    );
    await lading.text('copy', '--referrers', at('command/app:1'), at('command/signed:1'));
    expectEqual((await lading.json<Referrers>('referrers', at('command/signed:1'))).referrers.length, 1);
  });
}

async function checkArchives({ check, lading, at, work, index }: Material): Promise<void> {
  await check('copies to archives and back, byte for byte', async () => {
    const oci = `oci-archive:${join(work, 'app.tar')}`;
    const docker = `docker-archive:${join(work, 'docker.tar')}:team/app:1`;
    await lading.text('copy', at('command/app:1'), `${oci}:app`);
    expectEqual((await lading.json<Pushed>('push', at('command/back:1'), oci)).digest, index);
    await lading.text('pull', at('command/arm:1'), docker);
    const { digest } = await lading.json<Copied>('copy', docker, at('command/loaded:1'));
    expectEqual(digest, await lading.text('digest', at('command/arm:1')));
  });
}

async function checkSingleContent({ check, lading, at, report, work, index }: Material): Promise<void> {
  await check('reads and writes single manifests and blobs', async () => {
    const [manifest, blob] = [join(work, 'manifest.json'), join(work, 'blob')];
    writeFileSync(manifest, (await lading.run(['manifest', 'get', at('command/app:1')])).stdout);
    expectEqual((await lading.json<Pushed>('manifest', 'put', at('command/app:put'), manifest)).digest, index);
    const { digest } = await lading.json<Pushed>('blob', 'put', at('command/app'), report);
    await lading.text('blob', 'get', at(`command/app@${digest}`), blob);
    expectSameFile(blob, report);
    expectEqual((await lading.json<Descriptor>('blob', 'head', at(`command/app@${digest}`))).size, 200_000);
  });
}

async function checkDeletes({ check, lading, at, can, index }: Material): Promise<void> {
  await check('deletes a manifest, and says what is not there', async () => {
    await lading.text('delete', at(`command/copy@${index}`), '--yes');
    expectEqual((await lading.end('digest', at('command/copy:1'))).code, 3);
    expectEqual((await lading.end('ls', at('command/nothing'))).code, 3);
  });
  await check(can.deleteTags ? 'deletes a tag alone' : 'says that the registry deletes no tags', async () => {
    const { code, stderr } = await lading.end('delete', at('command/app:1.1'), '--yes');
    expectEqual(code, can.deleteTags ? 0 : 1);
    if (!can.deleteTags) expectEqual(/next: to delete the manifest .* lading delete \S+@sha256:/.test(stderr), true);
    expectEqual(await lading.text('digest', at('command/app:1')), index);
  });
}

function expectSameFile(file: string, original: string): void {
  expectEqual(readFileSync(file).equals(readFileSync(original)), true);
}
