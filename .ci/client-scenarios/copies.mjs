import { join } from 'node:path';
import { imageManifestType, makeImage } from '../harness/image.mjs';
import { compareFiles, readLayout, writeIndexLayout } from '../harness/oci-layout.mjs';
import { expectEqual } from '../real-clients/expect-equal.mjs';

const architectures = ['amd64', 'arm64', 'arm', '386', 'ppc64le', 's390x', 'riscv64', 'loong64'];

/**
 * An image of 50 layers and an index of 8 platforms: from one registry to another, to a layout and back, byte for byte, and
 * nothing of it a second time. `from` and `to` are counting proxies before the two registries.
 */
export async function checkCopies({ check, lading, crane, skopeo, from, to, work }) {
  const describe = (image, architecture) => ({
    image,
    mediaType: imageManifestType,
    platform: { os: 'linux', architecture },
  });
  const content = {
    'an image of 50 layers': [
      describe(
        makeImage(
          'fifty',
          Array.from({ length: 50 }, (_, layer) => 1000 + layer * 700),
        ),
        'amd64',
      ),
    ],
    'an index of 8 platforms': architectures.map((architecture) =>
      describe(makeImage(`platform ${architecture}`, [9000, 120_000]), architecture),
    ),
  };
  for (const [title, images] of Object.entries(content)) {
    const name = title.replaceAll(' ', '-');
    const original = join(work, name);
    const digest = writeIndexLayout(original, 'v1', images);
    const { files } = readLayout(original);
    const [one, other] = [`${from.host}/copies/${name}:v1`, `${to.host}/copies/${name}:v1`];
    const copied = join(work, `${name}-copied`);
    const blobCount = images.reduce((sum, { image }) => sum + image.blobs.length, 0);
    await lading.text('copy', `oci:${original}:v1`, one);

    await check(`copies ${title} to the other registry, each blob once`, async () => {
      to.take();
      expectEqual((await lading.json('copy', one, other)).digest, digest);
      expectEqual(
        to.take().requests.filter((line) => line.startsWith('PUT') && line.includes('/blobs/')).length,
        blobCount,
      );
    });
    await check(`transfers no blob of ${title} the second time`, async () => {
      for (const proxy of [from, to]) proxy.take();
      expectEqual((await lading.json('copy', one, other)).digest, digest);
      expectEqual([...from.take().blobs, ...to.take().blobs].join(), '');
    });
    await check(`copies ${title} to a layout, the same bytes, which crane and skopeo take`, async () => {
      await lading.text('copy', other, `oci:${copied}:v1`);
      await compareFiles(files, copied);
      expectEqual(readLayout(copied).digest, digest);
      await crane('push', copied, `${to.host}/copies/${name}:crane`);
      await skopeo(
        'copy',
        '--all',
        '--preserve-digests',
        '--dest-tls-verify=false',
        `oci:${copied}:v1`,
        `docker://${to.host}/copies/${name}:skopeo`,
      );
      for (const tool of ['crane', 'skopeo'])
        expectEqual(await lading.text('digest', `${to.host}/copies/${name}:${tool}`), digest);
    });
    await check(`copies ${title} back, the same bytes, and no blob a second time`, async () => {
      const back = `${from.host}/back/${name}:v1`;
      await lading.text('copy', `oci:${copied}:v1`, back);
      from.take();
      await lading.text('copy', `oci:${copied}:v1`, back);
      expectEqual(from.take().blobs.join(), '');
      const returned = join(work, `${name}-returned`);
      await lading.text('pull', back, `oci:${returned}:v1`);
      await compareFiles(files, returned);
    });
  }
}
