import { join } from 'node:path';
import { projectDirectory } from '../../.ci/harness/paths.mjs';

export const directions = ['registryToRegistry', 'registryToLayout', 'layoutToRegistry'];

const lading = (...args) => [
  process.execPath,
  [join(projectDirectory, 'apps/cli/dist/main.js'), 'copy', '--quiet', ...args],
];
const crane = (...args) => ['crane', args];
const skopeo = (...args) => [
  'skopeo',
  ['--insecure-policy', 'copy', '--quiet', '--all', '--preserve-digests', ...args],
];

/** The same three copies in each tool's words, and the least that Node.js can do for the first of them. */
export const tools = [
  {
    name: 'lading',
    registryToRegistry: ({ from, to }) => lading(from, to),
    registryToLayout: ({ from, folder }) => lading(from, `oci:${folder}:1`),
    layoutToRegistry: ({ layout, to }) => lading(`oci:${layout}:1`, to),
  },
  {
    name: 'lading --verify',
    registryToRegistry: ({ from, to }) => lading('--verify', from, to),
    layoutToRegistry: ({ layout, to }) => lading('--verify', `oci:${layout}:1`, to),
  },
  {
    name: 'crane',
    registryToRegistry: ({ from, to }) => crane('copy', '--insecure', from, to),
    registryToLayout: ({ from, folder }) => crane('pull', '--insecure', '--format=oci', from, folder),
    layoutToRegistry: ({ layout, to }) => crane('push', '--insecure', layout, to),
  },
  {
    name: 'skopeo',
    registryToRegistry: ({ from, to }) =>
      skopeo('--src-tls-verify=false', '--dest-tls-verify=false', `docker://${from}`, `docker://${to}`),
    registryToLayout: ({ from, folder }) => skopeo('--src-tls-verify=false', `docker://${from}`, `oci:${folder}:1`),
    layoutToRegistry: ({ layout, to }) => skopeo('--dest-tls-verify=false', `oci:${layout}:1`, `docker://${to}`),
  },
  {
    name: 'floor',
    registryToRegistry: ({ from, to }) => [
      process.execPath,
      [join(projectDirectory, 'bench/copy/floor.mjs'), from, to],
    ],
  },
];
