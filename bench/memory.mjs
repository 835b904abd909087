import { spawn } from 'node:child_process';
import { once } from 'node:events';

const script = 'Buffer.alloc(Number(process.argv[1]), 1)';

/**
 * Touches so much memory and gives it back. A virtual machine may lend its free memory to its host, and whoever touches that
 * first pays several times as much for it; before a turn that fills much memory this is paid here, for every subject alike.
 */
export async function wakeMemory(bytes) {
  const child = spawn(process.execPath, ['--eval', script, String(bytes)], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${bytes} bytes of memory could not be touched: ${code}`);
}
