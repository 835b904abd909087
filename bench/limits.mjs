import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../.ci/harness/run-command.mjs';

/** What this machine can do at all, in MB/s: SHA-256 of a file by openssl, and a file written and flushed. */
export async function measureLimits(directory, blob, rounds) {
  const file = join(directory, 'limits');
  const limits = { opensslSha256: [], diskWriteAndFlush: [] };
  for (let round = 0; round < rounds; round++) {
    limits.diskWriteAndFlush.push(blob.size / 1e6 / timeDurableWrite(file, blob));
    const begun = performance.now();
    await runCommand('openssl', ['dgst', '-sha256', file]);
    limits.opensslSha256.push(blob.size / 1e3 / (performance.now() - begun));
    await writeFile(file, '');
  }
  rmSync(file);
  return limits;
}

function timeDurableWrite(file, blob) {
  const begun = performance.now();
  const descriptor = openSync(file, 'w');
  for (const piece of blob.pieces()) writeSync(descriptor, piece);
  fdatasyncSync(descriptor);
  const seconds = (performance.now() - begun) / 1000;
  closeSync(descriptor);
  return seconds;
}
