import { join } from 'node:path';
import type { RunCheck } from '../harness/checks.js';
import type { CountingProxy } from '../harness/counting-proxy.js';
import { expectEqual } from '../harness/expect.js';
import { makeImage } from '../harness/image.js';
import type { LadingCommand } from '../harness/lading-command.js';
import type { OciClients } from '../harness/oci-clients.js';
import { compareFiles, type Layout, type PlatformImage, readLayout, writeIndexLayout } from '../harness/oci-layout.js';

const architectures = ['amd64', 'arm64', 'arm', '386', 'ppc64le', 's390x', 'riscv64', 'loong64'];

export interface CopyScenario {
  readonly check: RunCheck;
  readonly lading: LadingCommand;
  readonly clients: OciClients;
  /** Count what passes to and from the two registries. */
  readonly from: CountingProxy;
  readonly to: CountingProxy;
  readonly work: string;
}

/** One index that is copied, as a layout on disk and in both registries. */
interface Copied extends CopyScenario, Layout {
  readonly title: string;
  readonly name: string;
  readonly blobCount: number;
  readonly one: string;
  readonly other: string;
  /** The layout to which it is copied. */
  readonly copy: string;
}

/**
 * An image of 50 layers and an index of 8 platforms: from one registry to another, to a layout and back, byte for byte, and
 * no blob a second time.
 */
export async function checkCopies(scenario: CopyScenario): Promise<void> {
  const layerSizes = Array.from({ length: 50 }, (_, layer) => 1000 + layer * 700);
  await checkCopiesOf(scenario, 'an image of 50 layers', [
    { image: makeImage('fifty', layerSizes), architecture: 'amd64' },
  ]);
  const images = architectures.map((architecture) => ({
    image: makeImage(`platform ${architecture}`, [9000, 120_000]),
    architecture,
  }));
  await checkCopiesOf(scenario, 'an index of 8 platforms', images);
}

async function checkCopiesOf(scenario: CopyScenario, title: string, images: readonly PlatformImage[]): Promise<void> {
  const { lading, from, to, work } = scenario;
  const name = title.replaceAll(' ', '-');
  const original = join(work, name);
  writeIndexLayout(original, 'v1', images);
  const [one, other] = [`${from.host}/copies/${name}:v1`, `${to.host}/copies/${name}:v1`];
  await lading.text('copy', `oci:${original}:v1`, one);
  const blobCount = images.reduce((sum, { image }) => sum + image.blobs.length, 0);
  const copy = join(work, `${name}-copied`);
  const copied = { ...scenario, ...readLayout(original), title, name, blobCount, one, other, copy };
  await checkToOtherRegistry(copied);
  await checkToLayout(copied);
  await checkBack(copied);
}

async function checkToOtherRegistry({ check, lading, from, to, digest, ...copied }: Copied): Promise<void> {
  const copyOnce = async () =>
    expectEqual((await lading.json<{ digest: string }>('copy', copied.one, copied.other)).digest, digest);
  await check(`copies ${copied.title} to the other registry, each blob once`, async () => {
    to.take();
    await copyOnce();
    const pushes = to.take().blobs.filter((request) => request.startsWith('PUT'));
    expectEqual(pushes.length, copied.blobCount);
  });
  await check(`transfers no blob of ${copied.title} the second time`, async () => {
    for (const proxy of [from, to]) proxy.take();
    await copyOnce();
    expectEqual([...from.take().blobs, ...to.take().blobs], []);
  });
}

async function checkToLayout({ check, lading, clients, to, digest, files, ...copied }: Copied): Promise<void> {
  const { title, name, other, copy } = copied;
  await check(`copies ${title} to a layout, the same bytes, which crane and skopeo accept`, async () => {
    await lading.text('copy', other, `oci:${copy}:v1`);
    await compareFiles(files, copy);
    expectEqual(readLayout(copy).digest, digest);
    for (const client of ['crane', 'skopeo'] as const) {
      const reference = `${to.host}/copies/${name}:${client}`;
      await clients.pushAndPull[client].push(copy, 'v1', reference);
      expectEqual(await lading.text('digest', reference), digest);
    }
  });
}

async function checkBack({ check, lading, from, files, work, title, name, copy }: Copied): Promise<void> {
  await check(`copies ${title} back, the same bytes, and no blob a second time`, async () => {
    const back = `${from.host}/back/${name}:v1`;
    await lading.text('copy', `oci:${copy}:v1`, back);
    from.take();
    await lading.text('copy', `oci:${copy}:v1`, back);
    expectEqual(from.take().blobs, []);
    const returned = join(work, `${name}-returned`);
    await lading.text('pull', back, `oci:${returned}:v1`);
    await compareFiles(files, returned);
  });
}
