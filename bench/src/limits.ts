import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '@lading/e2e/harness/run-command';
import type { LargeBlob } from './content.js';

/** MB/s in each round. */
export interface Limits {
  readonly opensslSha256: readonly number[];
  readonly diskWriteAndFlush: readonly number[];
}

/** Measures what this machine can do at all: SHA-256 of a file by openssl, and a file that is written and flushed. */
export async function measureLimits(directory: string, blob: LargeBlob, rounds: number): Promise<Limits> {
  const file = join(directory, 'limits');
  const [opensslSha256, diskWriteAndFlush]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    diskWriteAndFlush.push(blob.size / 1e6 / timeDurableWrite(file, blob));
    const begun = performance.now();
    await runCommand('openssl', ['dgst', '-sha256', file]);
    opensslSha256.push(blob.size / 1e3 / (performance.now() - begun));
    await writeFile(file, '');
  }
  rmSync(file);
  return { opensslSha256, diskWriteAndFlush };
}

/** Returns seconds. */
function timeDurableWrite(file: string, blob: LargeBlob): number {
  const begun = performance.now();
  const descriptor = openSync(file, 'w');
  for (const piece of blob.pieces()) writeSync(descriptor, piece);
  fdatasyncSync(descriptor);
  const seconds = (performance.now() - begun) / 1000;
  closeSync(descriptor);
  return seconds;
}
