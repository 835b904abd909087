import { fileURLToPath } from 'node:url';
import { programOf } from '@lading/e2e/harness/paths';

export const directions = ['registryToRegistry', 'registryToLayout', 'layoutToRegistry'] as const;
export type Direction = (typeof directions)[number];

/** Where an image is, and where it goes. */
export interface Place {
  readonly from: string;
  readonly to: string;
  /** A layout that has the image. */
  readonly layout: string;
  /** A layout that is made. */
  readonly folder: string;
}

type Command = readonly [program: string, parameters: readonly string[]];
type MakeCommand = (place: Place) => Command;

/** The commands of a tool, for each direction that it can copy. */
export interface Tool {
  readonly name: string;
  readonly commands: Partial<Readonly<Record<Direction, MakeCommand>>>;
}

function lading(...parameters: readonly string[]): Command {
  return [process.execPath, [programOf('cli'), 'copy', '--quiet', ...parameters]];
}

function crane(...parameters: readonly string[]): Command {
  return ['crane', parameters];
}

function skopeo(...parameters: readonly string[]): Command {
  return ['skopeo', ['--insecure-policy', 'copy', '--quiet', '--all', '--preserve-digests', ...parameters]];
}

/** The same three copies with each tool, and the least that Node.js can do for the first of them. */
export const tools: readonly Tool[] = [
  {
    name: 'lading',
    commands: {
      registryToRegistry: ({ from, to }) => lading(from, to),
      registryToLayout: ({ from, folder }) => lading(from, `oci:${folder}:1`),
      layoutToRegistry: ({ layout, to }) => lading(`oci:${layout}:1`, to),
    },
  },
  {
    name: 'lading --verify',
    commands: {
      registryToRegistry: ({ from, to }) => lading('--verify', from, to),
      layoutToRegistry: ({ layout, to }) => lading('--verify', `oci:${layout}:1`, to),
    },
  },
  {
    name: 'lading --no-large-reads',
    commands: {
      registryToRegistry: ({ from, to }) => lading('--no-large-reads', from, to),
      registryToLayout: ({ from, folder }) => lading('--no-large-reads', from, `oci:${folder}:1`),
    },
  },
  {
    name: 'crane',
    commands: {
      registryToRegistry: ({ from, to }) => crane('copy', '--insecure', from, to),
      registryToLayout: ({ from, folder }) => crane('pull', '--insecure', '--format=oci', from, folder),
      layoutToRegistry: ({ layout, to }) => crane('push', '--insecure', layout, to),
    },
  },
  {
    name: 'skopeo',
    commands: {
      registryToRegistry: ({ from, to }) =>
        skopeo('--src-tls-verify=false', '--dest-tls-verify=false', `docker://${from}`, `docker://${to}`),
      registryToLayout: ({ from, folder }) => skopeo('--src-tls-verify=false', `docker://${from}`, `oci:${folder}:1`),
      layoutToRegistry: ({ layout, to }) => skopeo('--dest-tls-verify=false', `oci:${layout}:1`, `docker://${to}`),
    },
  },
  {
    name: 'floor',
    commands: {
      registryToRegistry: ({ from, to }) => [
        process.execPath,
        [fileURLToPath(new URL('floor.js', import.meta.url)), from, to],
      ],
    },
  },
];
