import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '@lading/e2e/harness/free-port';
import { cpuSecondsOf } from '../subjects/server-process.js';

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill();
});

/** The programs of this folder. */
export type PartProgram = 'serve.js' | 'store.js' | 'take.js' | 'take-raw.js';

/** One part of a server, in a process of its own. */
export interface Part {
  readonly url: string;
  readonly port: number;
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/** Starts a program with a kind, a port and another argument, and waits until it says that it is ready. */
export async function startPart(program: PartProgram, kind: string, argument: string): Promise<Part> {
  const port = await findFreePort();
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), [kind, String(port), argument]);
  running.add(child);
  await once(child, 'message');
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    cpuSeconds: () => (child.pid === undefined ? 0 : cpuSecondsOf(child.pid)),
    async stop() {
      child.kill();
      await once(child, 'exit');
      running.delete(child);
    },
  };
}
