import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { imageManifestType, makeImage } from '../../.ci/harness/image.mjs';
import { writeIndexLayout } from '../../.ci/harness/oci-layout.mjs';
import { runCommand } from '../../.ci/harness/run-command.mjs';
import { childrenCpu } from '../generator/generate.mjs';

const subjects = ['lading', 'distribution-2', 'distribution-3', 'zot'];
const duration = { unit: 's', better: 'less', measure: ({ seconds }) => seconds };
const layers = 20;

/** A whole push of an image that the registry has never seen, and a whole pull, as crane does them. */
export const images = [
  {
    id: 'image-push',
    title: `push of an image of ${layers} layers by crane`,
    subjects,
    ...duration,
    async run({ server, directory, sizes, turn, subject }) {
      const layout = join(directory, 'layout');
      const bytes = layers * sizes.layerBytes;
      const image = makeImage(`image ${subject} ${turn}`, Array(layers).fill(sizes.layerBytes));
      const platform = { os: 'linux', architecture: 'amd64' };
      writeIndexLayout(layout, 'image', [{ image, mediaType: imageManifestType, platform }]);
      return timed(['push', '--insecure', layout, `127.0.0.1:${server.port}/image:latest`], layout, bytes);
    },
  },
  {
    id: 'image-pull',
    title: `pull of it by crane`,
    subjects,
    ...duration,
    async run({ server, directory, sizes }) {
      const folder = join(directory, 'pulled');
      const parameters = ['pull', '--insecure', '--format=oci', `127.0.0.1:${server.port}/image:latest`, folder];
      return timed(parameters, folder, layers * sizes.layerBytes);
    },
  },
];

async function timed(parameters, folder, bytes) {
  const cpuBefore = childrenCpu();
  const begun = performance.now();
  await runCommand('crane', parameters, { seconds: 300 });
  const seconds = (performance.now() - begun) / 1000;
  rmSync(folder, { recursive: true, force: true });
  return { requests: 1, bytes, seconds, generatorCpu: childrenCpu() - cpuBefore, errors: [] };
}
