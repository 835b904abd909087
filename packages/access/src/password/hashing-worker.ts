// Runs in a worker thread, because hash-wasm computes a hash in one go and would stop the event loop for its time.
import os from 'node:os';
import { parentPort } from 'node:worker_threads';
import { argon2id, bcrypt } from 'hash-wasm';
import type { HashingAnswer, HashingJob } from './hashing-job.js';

if (process.platform === 'linux') giveWay();

parentPort?.on('message', async ({ number, job }: { readonly number: number; readonly job: HashingJob }) => {
  parentPort?.postMessage(await answer(number, job));
});

/**
 * Lowers the priority of this thread, so it gets a third of the processor time that another thread gets. Many sign-ins then delay
 * requests less, and many requests do not stop sign-ins. Only Linux has a priority for each thread:
 * https://man7.org/linux/man-pages/man2/setpriority.2.html#NOTES
 */
function giveWay(): void {
  try {
    os.setPriority(Math.min(os.getPriority() + 5, os.constants.priority.PRIORITY_LOW));
  } catch {
    // A sandbox may refuse the system call. Sign-ins work without it.
  }
}

async function answer(number: number, job: HashingJob): Promise<HashingAnswer> {
  try {
    return { number, tag: await compute(job) };
  } catch (error) {
    return { number, failure: (error as Error).message };
  }
}

function compute(job: HashingJob): Promise<Uint8Array> {
  const { password, salt } = job;
  if (job.kind === 'bcrypt') return bcrypt({ password, salt, costFactor: job.cost, outputType: 'binary' });
  return argon2id({
    password,
    salt,
    iterations: job.passes,
    parallelism: job.lanes,
    memorySize: job.memoryKibibytes,
    hashLength: job.tagBytes,
    outputType: 'binary',
  });
}
