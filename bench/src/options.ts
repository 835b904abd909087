import { parseArgs } from 'node:util';
import type { ContentSizes } from './content.js';

export interface Sizes extends ContentSizes {
  readonly chunkBytes: number;
  readonly layerBytes: number;
  readonly uploads: { readonly connections: number; readonly size: number };
}

export interface BenchOptions {
  readonly only: readonly string[] | undefined;
  readonly subjects: readonly string[] | undefined;
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly uploadSeconds: number;
  readonly mixedSeconds: number;
  readonly quick: boolean;
  readonly full: boolean;
  readonly list: boolean;
  readonly directory: string | undefined;
  readonly output: string | undefined;
  readonly sizes: Sizes;
}

const help = `Usage: npm run bench -- [options]

Measures Lading beside the registries that are installed (docker-registry, Distribution 3, zot) and nginx.

  --only a,b          loads whose ids begin so; all unless told
  --subjects a,b      lading, distribution-2, distribution-3, zot, nginx; those that are installed unless told
  --rounds N          how often each load runs for each subject, in turns; 3
  --seconds N         how long a load of small requests runs each time; 2
  --quick             small sizes and one short round: shows that it works, its figures mean nothing
  --full              also what takes long: 16 large pushes in chunks, whole uploads of 1 GiB, an hour of mixed load
  --directory DIR     where the data is kept meanwhile, such as /dev/shm for no disk; a temporary one unless told
  --output DIR        where the record goes: JSON, table and picture; reports/bench unless told
  --list              the ids of all loads
`;

/** Reads the command line; ends the process if it asks for help. */
export function readOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      subjects: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      directory: { type: 'string' },
      output: { type: 'string' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    process.exit(0);
  }
  const { quick, full, list, directory, output } = values;
  return {
    only: splitList(values.only),
    subjects: splitList(values.subjects),
    rounds: Number(values.rounds ?? (quick ? 1 : 3)),
    seconds: Number(values.seconds ?? (quick ? 1 : 2)),
    warmUpSeconds: quick ? 1 : 5,
    uploadSeconds: quick ? 2 : full ? 7200 : 20,
    mixedSeconds: quick ? 2 : full ? 3600 : 30,
    quick,
    full,
    list,
    directory,
    output,
    sizes: quick ? quickSizes : usualSizes,
  };
}

function splitList(text: string | undefined): string[] | undefined {
  return text?.split(',').filter(Boolean);
}

const MiB = 1024 * 1024;

export const usualSizes: Sizes = {
  largeBytes: 256 * MiB,
  hugeBytes: 2048 * MiB,
  chunkBytes: 16 * MiB,
  layerBytes: MiB,
  tags: 100_000,
  repositories: 1000,
  referrers: 1000,
  uploads: { connections: 64, size: 1024 * MiB },
};

export const quickSizes: Sizes = {
  largeBytes: 4 * MiB,
  hugeBytes: 8 * MiB,
  chunkBytes: MiB,
  layerBytes: 64 * 1024,
  tags: 1000,
  repositories: 100,
  referrers: 20,
  uploads: { connections: 8, size: 1024 * MiB },
};
