import { text } from 'node:stream/consumers';
import { UsageError } from '../failure/command-error.js';
import { ask } from './ask.js';

export interface ReadSecretOptions {
  /** Whether standard input has the secret and nothing else. Otherwise the user is asked. */
  readonly isInput: boolean;
  readonly question?: string;
  /** Whether the user types it twice. */
  readonly isRepeated?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads a secret. It is never an argument, which everybody on the machine could see.
 * @throws UsageError if nobody can type it, if it is empty, or if it is typed differently
 */
export async function readSecret({ isInput, question = 'Password: ', isRepeated, signal }: ReadSecretOptions) {
  const secret = isInput ? await readInput() : await askTwice(question, isRepeated === true, signal);
  if (secret === '') throw new UsageError('the password must not be empty');
  return secret;
}

async function readInput(): Promise<string> {
  return (await text(process.stdin)).replace(/\r?\n$/, '');
}

async function askTwice(question: string, isRepeated: boolean, signal: AbortSignal): Promise<string> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true)
    throw new UsageError('without a terminal, nobody can type the password', 'use --password-stdin');
  const secret = await ask(question, { signal, isHidden: true });
  if (isRepeated && (await ask('Again: ', { signal, isHidden: true })) !== secret)
    throw new UsageError('the two passwords are different');
  return secret;
}
