import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CommandError } from '../failure/command-error.js';

export interface AskOptions {
  readonly signal: AbortSignal;
  /** Whether the answer is a secret, and is not shown. */
  readonly isHidden?: boolean;
}

/**
 * Asks a question at the terminal.
 * @throws CommandError if the input ends without an answer; the signal's reason at Ctrl-C
 */
export async function ask(question: string, { signal, isHidden = false }: AskOptions): Promise<string> {
  if (isHidden) process.stderr.write(question);
  const output = isHidden ? new Writable({ write: (_chunk, _encoding, done) => done() }) : process.stderr;
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  // In raw mode, a terminal passes Ctrl-C on as a key.
  terminal.on('SIGINT', () => process.emit('SIGINT'));
  const closed = once(terminal, 'close').then(() => undefined);
  try {
    const answer = await Promise.race([terminal.question(isHidden ? '' : question, { signal }), closed]);
    if (answer === undefined) throw new CommandError('no answer was given');
    return answer;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    terminal.close();
    if (isHidden || signal.aborted) process.stderr.write('\n');
  }
}
