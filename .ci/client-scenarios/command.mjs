import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeBytes } from '../harness/image.mjs';
import { readLayout } from '../harness/oci-layout.mjs';
import { expectEqual } from '../real-clients/expect-equal.mjs';
import { makePlatformsLayout } from '../real-clients/layouts.mjs';

/** What people do with the command, against a registry as it is. */
export async function checkCommand({ check, lading, host, can, work }) {
  const { text, json, run, fail } = lading;
  const at = (reference) => `${host}/${reference}`;
  const report = join(work, 'report.txt');
  writeFileSync(report, makeBytes('report', 200_000));
  const platforms = makePlatformsLayout(join(work, 'platforms'));
  const { digest: index } = readLayout(platforms);

  await check('pushes files, and pulls them, the same bytes', async () => {
    const { reference, digest } = await json(
      'push',
      at('command/report:1'),
      `${report}:text/plain`,
      '--artifact-type',
      'application/x.report',
    );
    expectEqual(reference, `${at('command/report:1')}@${digest}`);
    expectEqual(await text('pull', at('command/report:1'), join(work, 'reports')), 'report.txt');
    expectEqual(readFileSync(join(work, 'reports', 'report.txt')).equals(readFileSync(report)), true);
  });
  await check('copies an index of platforms from a layout, and one platform of it', async () => {
    expectEqual((await json('copy', `oci:${platforms}:v1`, at('command/app:1'))).digest, index);
    await text('copy', at('command/app:1'), at('command/arm:1'), '--platform', 'linux/arm64');
    expectEqual((await json('inspect', at('command/arm:1'))).kind, 'image');
    expectEqual((await fail('digest', at('command/app:1'), '--platform', 'linux/mips')).code, 3);
  });
  await check('copies within the registry without sending a blob', async () => {
    const { blobs } = await json('copy', at('command/app:1'), at('command/copy:1'));
    // zot has a blob in every repository once it has it in one.
    expectEqual([blobs.copied, blobs.mounted + blobs.present].join(), '0,6');
  });
  await check('tags, lists, tells digests and inspects', async () => {
    await text('tag', at('command/app:1'), '1.1', 'latest');
    expectEqual((await text('ls', at('command/app'))).split('\n').sort().join(), '1,1.1,latest');
    expectEqual((await text('ls', host)).includes('command/copy'), true);
    expectEqual(await text('digest', at('command/app:1.1')), index);
    expectEqual((await json('inspect', at('command/app'))).manifests.length, 2);
  });
  await check('attaches, shows what refers to an image, and copies it along', async () => {
    await text('attach', at('command/app:1'), `${report}:text/plain`, '--artifact-type', 'application/x.note');
    const { referrers } = await json('referrers', at('command/app:1'));
    expectEqual(referrers.map(({ artifactType }) => artifactType).join(), 'application/x.note');
    await text('copy', '--referrers', at('command/app:1'), at('command/signed:1'));
    expectEqual((await json('referrers', at('command/signed:1'))).referrers.length, 1);
  });
  await check('goes to archives and back, byte for byte', async () => {
    const archive = (kind, name) => `${kind}:${join(work, name)}`;
    await text('copy', at('command/app:1'), `${archive('oci-archive', 'app.tar')}:app`);
    expectEqual((await json('push', at('command/back:1'), archive('oci-archive', 'app.tar'))).digest, index);
    await text('pull', at('command/arm:1'), `${archive('docker-archive', 'docker.tar')}:team/app:1`);
    const { digest } = await json(
      'copy',
      `${archive('docker-archive', 'docker.tar')}:team/app:1`,
      at('command/loaded:1'),
    );
    expectEqual(digest, await text('digest', at('command/arm:1')));
  });
  await check('reads and writes single manifests and blobs', async () => {
    const manifest = join(work, 'manifest.json');
    writeFileSync(manifest, (await run(['manifest', 'get', at('command/app:1')])).stdout);
    expectEqual((await json('manifest', 'put', at('command/app:put'), manifest)).digest, index);
    const { digest } = await json('blob', 'put', at('command/app'), report);
    await text('blob', 'get', at(`command/app@${digest}`), join(work, 'blob'));
    expectEqual(readFileSync(join(work, 'blob')).equals(readFileSync(report)), true);
    expectEqual((await json('blob', 'head', at(`command/app@${digest}`))).size, 200_000);
  });
  await check('deletes a manifest, and says what is not there', async () => {
    await text('delete', at(`command/copy@${index}`), '--yes');
    expectEqual((await fail('digest', at('command/copy:1'))).code, 3);
    expectEqual((await fail('ls', at('command/nothing'))).code, 3);
  });
  await check(can.deleteTags ? 'deletes a tag alone' : 'says that the registry deletes no tags', async () => {
    const { code, stderr } = await fail('delete', at('command/app:1.1'), '--yes');
    expectEqual(code, can.deleteTags ? 0 : 1);
    if (!can.deleteTags) expectEqual(/next: to delete the manifest .* lading delete \S+@sha256:/.test(stderr), true);
    expectEqual(await text('digest', at('command/app:1')), index);
  });
  mkdirSync(join(work, 'done'));
}
