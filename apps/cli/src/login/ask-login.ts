import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { UsageError } from '../failure/command-error.js';

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** Takes what the options and standard input give, and asks a person for the rest. Passwords never come as arguments. */
export async function askLogin(
  host: string,
  options: { readonly username?: string; readonly passwordStdin?: boolean },
): Promise<Login> {
  if (options.passwordStdin === true) {
    if (options.username === undefined) throw new UsageError('--password-stdin needs a --username');
    return checked({ username: options.username, password: (await text(process.stdin)).replace(/\r?\n$/, '') });
  }
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true)
    throw new UsageError('nobody can be asked for the password', 'give it with --username NAME --password-stdin');
  const username = options.username ?? (await ask(`User for ${host}: `, process.stderr));
  return checked({ username, password: await ask(`Password for ${username} at ${host}: `, withoutEcho()) });
}

function checked(login: Login): Login {
  if (login.username === '' || login.password === '') throw new UsageError('user and password must not be empty');
  if (login.username.includes(':')) throw new UsageError('a user name has no colon');
  return login;
}

async function ask(question: string, output: NodeJS.WritableStream): Promise<string> {
  process.stderr.write(question);
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  terminal.on('SIGINT', () => process.emit('SIGINT'));
  const answer = await terminal.question('').finally(() => terminal.close());
  process.stderr.write('\n');
  return answer;
}

function withoutEcho(): NodeJS.WritableStream {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
