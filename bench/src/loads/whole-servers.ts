import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figures } from '../generator/figures.js';
import { generate } from '../generator/generate.js';
import type { Server } from '../subjects/server-process.js';
import { type Load, type LoadContext, registries } from './load.js';

const memory: Pick<Load, 'unit' | 'better' | 'measure' | 'subjects' | 'once'> = {
  unit: 'MB',
  better: 'less',
  measure: ({ memoryBytes = 0 }) => memoryBytes / 1e6,
  subjects: registries,
  once: true,
};
const nothing: Figures = { requests: 0, bytes: 0, seconds: 0, generatorCpu: 0, errors: [] };

/** Runs `work`, and measures the peak of the memory that the server's processes add meanwhile. */
async function withMemoryAdded(server: Server, work: () => Promise<Figures>): Promise<Figures> {
  const restBytes = server.memoryBytes();
  let peak = restBytes;
  const timer = setInterval(() => {
    peak = Math.max(peak, server.memoryBytes());
  }, 100);
  try {
    return { ...(await work()), restBytes, memoryBytes: peak - restBytes };
  } finally {
    clearInterval(timer);
  }
}

/** Right after the start, before any request. */
export const memoryAtRest: Load = {
  id: 'memory-rest',
  title: 'memory at rest',
  ...memory,
  run: async ({ server }) => ({ ...nothing, memoryBytes: server.memoryBytes() }),
};

export const memoryUnderLoad: readonly Load[] = [
  {
    id: 'memory-uploads',
    title: 'memory that 64 uploads of 1 GiB add at most',
    ownFolder: true,
    ...memory,
    run: holdUploads,
  },
  {
    id: 'memory-mixed',
    title: 'memory after mixed load',
    ...memory,
    run: mix,
  },
];

async function holdUploads({ server, sizes, uploadSeconds: seconds }: LoadContext): Promise<Figures> {
  const task = { kind: 'holdUploads', port: server.port, repository: 'held', seed: 'held', ...sizes.uploads } as const;
  const figures = await withMemoryAdded(server, () => generate({ ...task, seconds }));
  await sleep(1000);
  return figures;
}

async function mix({ server, content, mixedSeconds: seconds }: LoadContext): Promise<Figures> {
  const { small, image, layers } = content;
  const targets = [
    '/v2/bench/manifests/v1',
    `/v2/bench/manifests/${image.digest}`,
    ...[small, ...layers].map(({ digest }) => `/v2/bench/blobs/${digest}`),
  ];
  const task = { kind: 'mix', port: server.port, repository: 'bench', seed: 'mixed', connections: 16 } as const;
  const figures = await generate({ ...task, targets, seconds });
  await sleep(2000);
  return { ...figures, memoryBytes: server.memoryBytes() };
}

/** From the start of the process to the first answer, on data that exists already. */
export const startUp: Load = {
  id: 'start',
  title: 'start-up on data that is there',
  subjects: registries,
  unit: 's',
  better: 'less',
  measure: ({ seconds }) => seconds,
  async run({ subject, start, directory }) {
    const folder = join(directory, `start-${subject}`);
    mkdirSync(folder, { recursive: true });
    await (await start(folder)).stop();
    const server = await start(folder);
    await server.stop();
    return { ...nothing, seconds: server.startSeconds };
  },
};
