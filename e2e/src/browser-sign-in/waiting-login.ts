import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { programOf } from '../harness/paths.js';
import { waitUntil } from '../harness/wait.js';

/** A `lading login` that waits for an approval. */
interface WaitingLogin {
  readonly page: string;
  readonly code: string;
  /** Resolves to its exit code and all that it has written. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly text: string }>;
}

/** Starts the real command without a terminal, and reads its page and its code. */
export async function startLogin(host: string, home: string): Promise<WaitingLogin> {
  const args = [programOf('cli'), 'login', host, '--no-browser'];
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH, HOME: home } });
  // A login that nobody approves waits for 15 minutes.
  process.on('exit', () => child.kill());
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => {
      text += piece.toString();
    });
  const closed = once(child, 'close');
  const ended = closed.then(() => ({ exitCode: child.exitCode, text }));
  await waitUntil('lading shows a code', () => text.includes('Ctrl-C') || child.exitCode !== null, { seconds: 30 });
  const [, page = ''] = /^ {2}(http\S+)$/m.exec(text) ?? [];
  const [, code = ''] = /the code ([A-Z]{4}-[A-Z]{4})/.exec(text) ?? [];
  if (code === '') throw new Error(`lading login shows no code: ${text}`);
  return { page, code, ended };
}
