import { spawn } from 'node:child_process';
import { CommandError } from '../failure/command-error.js';
import { exitCodes } from '../failure/exit-code.js';
import type { Login } from './ask-login.js';

const helperName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Gives a login to `docker-credential-<name>`, by its standard input. */
export async function storeInHelper(name: string, serverUrl: string, { username, password }: Login): Promise<void> {
  const status = await run(
    name,
    'store',
    JSON.stringify({ ServerURL: serverUrl, Username: username, Secret: password }),
  );
  if (status !== 0) throw failure(name, `it ended with ${status ?? 'a signal'}`);
}

/** Whether the helper took something away; most end with a failure if there was nothing. */
export async function eraseFromHelper(name: string, serverUrl: string): Promise<boolean> {
  return (await run(name, 'erase', serverUrl)) === 0;
}

function run(name: string, action: 'store' | 'erase', input: string): Promise<number | null> {
  if (!helperName.test(name)) throw failure(name, 'its name has characters that no helper has');
  return new Promise((resolve, reject) => {
    const helper = spawn(`docker-credential-${name}`, [action], {
      windowsHide: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    helper.on('error', (cause) => reject(failure(name, 'it can not be started', cause)));
    helper.on('close', resolve);
    helper.stdin.on('error', () => undefined).end(input);
  });
}

function failure(name: string, why: string, cause?: unknown): CommandError {
  return new CommandError(`the credential helper ${JSON.stringify(name.slice(0, 64))} can not be used: ${why}`, {
    exitCode: exitCodes.notAllowed,
    nextStep: 'install it, or take it out of credsStore and credHelpers of the file',
    cause,
  });
}
