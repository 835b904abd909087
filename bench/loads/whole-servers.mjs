import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generate } from '../generator/generate.mjs';

const subjects = ['lading', 'distribution-2', 'distribution-3', 'zot'];
const memory = { unit: 'MB', better: 'less', measure: ({ memoryBytes }) => memoryBytes / 1e6 };

/** Does `work` and notes how much more memory the server's processes had to themselves meanwhile than before, at most. */
async function withMemoryAdded(server, work) {
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

const nothing = { requests: 0, bytes: 0, seconds: 0, generatorCpu: 0, errors: [] };

/** Right after the start, before anything is asked. */
export const memoryAtRest = {
  id: 'memory-rest',
  title: 'memory at rest',
  subjects,
  once: true,
  ...memory,
  run: async ({ server }) => ({ ...nothing, memoryBytes: server.memoryBytes() }),
};

export const memoryUnderLoad = [
  {
    id: 'memory-uploads',
    title: 'memory that 64 uploads of 1 GiB add at most',
    subjects,
    once: true,
    ownFolder: true,
    ...memory,
    async run({ server, sizes, options }) {
      const { connections, size } = sizes.uploads;
      const task = { kind: 'holdUploads', port: server.port, repository: 'held', seed: 'held', connections, size };
      const figures = await withMemoryAdded(server, () => generate({ ...task, seconds: options.uploadSeconds }));
      await sleep(1000);
      return figures;
    },
  },
  {
    id: 'memory-mixed',
    title: 'memory after mixed load',
    subjects,
    once: true,
    ...memory,
    async run({ server, content, options }) {
      const { small, image, layers } = content;
      const targets = [
        '/v2/bench/manifests/v1',
        `/v2/bench/manifests/${image.digest}`,
        ...[small, ...layers].map(({ digest }) => `/v2/bench/blobs/${digest}`),
      ];
      const task = { kind: 'mix', port: server.port, repository: 'bench', seed: 'mixed', connections: 16, targets };
      const figures = await generate({ ...task, seconds: options.mixedSeconds });
      await sleep(2000);
      return { ...figures, memoryBytes: server.memoryBytes() };
    },
  },
];

/** From the start of the process to the first answer, on the data that is there already. */
export const startUp = {
  id: 'start',
  title: 'start-up on data that is there',
  subjects,
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
