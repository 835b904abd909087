import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const support = path.dirname(fileURLToPath(import.meta.url));
export const thisPackage = path.resolve(support, '../..');

/** Another process that starts a PostgreSQL, in its own process group, as a shell starts each command. */
export function startOwner(directory: string, packageDirectory = thisPackage) {
  const child = spawn(process.execPath, [path.join(support, 'owner-program.mjs'), packageDirectory, directory], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const exited = once(child, 'exit');
  return {
    pid: child.pid as number,
    exited,
    async nextLine(): Promise<string> {
      const { value, done } = await lines.next();
      if (done) throw new Error(`The owner ended: ${errors}`);
      return value;
    },
    endInput: () => child.stdin.end(),
    async kill(): Promise<void> {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
