import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeBytes } from '../harness/image.mjs';
import { runCommand } from '../harness/run-command.mjs';
import { expectEqual } from './expect-equal.mjs';

/** Artifacts that refer to an image: attached, found, filtered, pulled, copied along. */
export async function checkReferrers({ checks, clients: { execute, run }, at, work, newFolder }) {
  const subject = at('platforms/oras:v1');
  const files = join(work, 'files');
  mkdirSync(files);
  writeFileSync(join(files, 'bill-of-materials.json'), makeBytes('bill of materials', 50_000));
  await checks.check('oras attaches a file to an index', () =>
    execute(
      'oras',
      ['attach', '--plain-http', '--artifact-type=application/vnd.example.sbom', subject, 'bill-of-materials.json'],
      {
        cwd: files,
      },
    ),
  );
  await checks.check('regctl attaches an artifact to the same index', () =>
    run(
      'regctl',
      'artifact',
      'put',
      '--artifact-type=application/vnd.example.note',
      '-f',
      join(files, 'bill-of-materials.json'),
      '--subject',
      subject,
    ),
  );
  const discover = async (...filter) =>
    JSON.parse(await run('oras', 'discover', '--plain-http', '--format=json', ...filter, subject));
  await checks.check('oras discovers both, and one of them by its type', async () => {
    const all = await discover();
    const some = await discover('--artifact-type=application/vnd.example.note');
    expectEqual([all, some].map((found) => (found.referrers ?? found.manifests).length).join(), '2,1');
  });
  await checks.check('regctl lists both', async () => {
    const list = JSON.parse(await run('regctl', 'artifact', 'list', '--format={{json .}}', subject));
    expectEqual((list.descriptors ?? list.manifests).length, 2);
  });
  await checks.check('oras pulls an attached file, the same bytes', async () => {
    const { digest } = (({ referrers, manifests }) => (referrers ?? manifests)[0])(
      await discover('--artifact-type=application/vnd.example.sbom'),
    );
    const folder = newFolder();
    await run('oras', 'pull', '--no-tty', '--plain-http', '-o', folder, at(`platforms/oras@${digest}`));
    await runCommand('cmp', [join(files, 'bill-of-materials.json'), join(folder, 'bill-of-materials.json')]);
  });
  await checks.check('oras copies the index with its referrers to another repository', async () => {
    await run(
      'oras',
      'copy',
      '--no-tty',
      '-r',
      '--from-plain-http',
      '--to-plain-http',
      subject,
      at('copies/referrers:v1'),
    );
    const list = JSON.parse(await run('regctl', 'artifact', 'list', '--format={{json .}}', at('copies/referrers:v1')));
    expectEqual((list.descriptors ?? list.manifests).length, 2);
  });
  await checks.check('no client fell back to a tag for referrers', async () =>
    expectEqual(await run('crane', 'ls', at('platforms/oras')), 'v1'),
  );
}
