import { freemem } from 'node:os';
import { runCommand } from '../.ci/harness/run-command.mjs';

const script = `const blocks = [];
for (let left = Number(process.argv[1]); left > 0; left -= 2 ** 30) blocks.push(Buffer.alloc(Math.min(left, 2 ** 30), 1));`;

/**
 * Touches three times as much memory as a turn will fill, if there is so much, and gives it back. A virtual machine may lend
 * its free memory to its host, and whoever touches that first pays several times as much for it: this pays before the turn,
 * for every subject alike.
 */
export async function wakeMemory(bytes) {
  const most = Math.round(Math.min(3 * bytes, freemem() / 2));
  await runCommand(process.execPath, ['--eval', script, String(most)]);
}
