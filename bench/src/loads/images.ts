import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeImage } from '@lading/e2e/harness/image';
import { writeIndexLayout } from '@lading/e2e/harness/oci-layout';
import { runCommand } from '@lading/e2e/harness/run-command';
import type { Figures } from '../generator/figures.js';
import { childrenCpu } from '../generator/generate.js';
import { type Load, registries } from './load.js';

const duration: Pick<Load, 'unit' | 'better' | 'measure'> = {
  unit: 's',
  better: 'less',
  measure: ({ seconds }) => seconds,
};
const layers = 20;

/** A whole push of an image that the registry has never seen, and a whole pull, with crane. */
export const images: readonly Load[] = [
  {
    id: 'image-push',
    title: `push of an image of ${layers} layers by crane`,
    subjects: registries,
    ...duration,
    async run({ server, directory, sizes, turn, subject }) {
      const layout = join(directory, 'layout');
      const layerSizes = Array.from({ length: layers }, () => sizes.layerBytes);
      const image = makeImage(`image ${subject} ${turn}`, layerSizes);
      writeIndexLayout(layout, 'image', [{ image, architecture: 'amd64' }]);
      const parameters = ['push', '--insecure', layout, `127.0.0.1:${server.port}/image:latest`];
      return timeCrane(parameters, layout, layers * sizes.layerBytes);
    },
  },
  {
    id: 'image-pull',
    title: `pull of it by crane`,
    subjects: registries,
    ...duration,
    async run({ server, directory, sizes }) {
      const folder = join(directory, 'pulled');
      const parameters = ['pull', '--insecure', '--format=oci', `127.0.0.1:${server.port}/image:latest`, folder];
      return timeCrane(parameters, folder, layers * sizes.layerBytes);
    },
  },
];

/** Runs crane, and deletes a folder afterwards. */
async function timeCrane(parameters: readonly string[], folder: string, bytes: number): Promise<Figures> {
  const cpuBefore = childrenCpu();
  const begun = performance.now();
  await runCommand('crane', parameters, { seconds: 300 });
  const seconds = (performance.now() - begun) / 1000;
  rmSync(folder, { recursive: true, force: true });
  return { requests: 1, bytes, seconds, generatorCpu: childrenCpu() - cpuBefore, errors: [] };
}
