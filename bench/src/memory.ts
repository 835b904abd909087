import { freemem } from 'node:os';
import { runCommand } from '@lading/e2e/harness/run-command';

const script = `const blocks = [];
for (let left = Number(process.argv[1]); left > 0; left -= 2 ** 30) blocks.push(Buffer.alloc(Math.min(left, 2 ** 30), 1));`;

/**
 * Touches three times as much memory as a turn will fill, if there is so much, and gives it back. A virtual machine may lend
 * its free memory to its host, and the first process that touches it pays several times as much. This pays before the turn,
 * for every subject alike.
 */
export async function wakeMemory(bytes: number): Promise<void> {
  const most = Math.round(Math.min(3 * bytes, freemem() / 2));
  await runCommand(process.execPath, ['--eval', script, String(most)]);
}
