import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { StartError } from '../start/start-error.js';

/**
 * Asks at the terminal for a secret, which is not shown.
 * @throws StartError if the input ends without an answer, or at Ctrl-C
 */
export async function askHidden(question: string, signal: AbortSignal): Promise<string> {
  process.stderr.write(question);
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  const closed = once(terminal, 'close').then(() => undefined);
  try {
    const answer = await Promise.race([terminal.question('', { signal }).catch(() => undefined), closed]);
    if (answer === undefined) throw new StartError('no password was given');
    return answer;
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
