import { spawn } from 'node:child_process';
import { env } from 'node:process';
import { ClientError } from '../error/client-error.js';
import type { Credential } from './credential.js';

const helperName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const outputLimit = 64 * 1024;
const timeLimitMilliseconds = 60_000;
/** What the protocol of credential helpers says on its standard output where it has nothing. */
const nothingFound = /credentials not found in native keychain/i;

/**
 * Asks `docker-credential-<name>` for credentials. It is started without a shell, and what it is asked goes by its standard
 * input, never by its arguments.
 * @throws ClientError `credentials` if the name is odd, the helper is missing or fails
 */
export async function askCredentialHelper(
  name: string,
  serverUrl: string,
  environment: NodeJS.ProcessEnv = env,
): Promise<Credential | undefined> {
  if (!helperName.test(name)) throw failure(name, 'its name has characters that no helper has');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not come through
  if (/[\u0000-\u0020\u007f]/.test(serverUrl)) throw failure(name, 'the registry has characters that no host has');
  const { status, output } = await run(name, serverUrl, environment);
  if (status !== 0 && nothingFound.test(output)) return undefined;
  if (status !== 0) throw failure(name, `it ended with ${status ?? 'a signal'}`);
  return readCredential(name, output);
}

function run(
  name: string,
  input: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly status: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const helper = spawn(`docker-credential-${name}`, ['get'], {
      shell: false,
      env: environment,
      windowsHide: true,
      stdio: ['pipe', 'pipe', 'ignore'],
      // Its own `timeout` would keep this process up after a helper that is missing.
      signal: AbortSignal.timeout(timeLimitMilliseconds),
    });
    let output = '';
    helper.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.length > outputLimit) helper.kill();
    });
    helper.on('error', (cause) => {
      const isLate = cause.name === 'AbortError';
      reject(
        failure(name, isLate ? `it takes longer than ${timeLimitMilliseconds} ms` : 'it can not be started', cause),
      );
    });
    helper.on('close', (status) => resolve({ status, output }));
    helper.stdin.on('error', () => undefined).end(input);
  });
}

function readCredential(name: string, output: string): Credential | undefined {
  const { Username: username, Secret: secret } = readJson(name, output);
  if (typeof username !== 'string' || typeof secret !== 'string')
    throw failure(name, 'its answer lacks Username or Secret');
  if (username === '' && secret === '') return undefined;
  return username === '<token>' ? { identityToken: secret } : { username, password: secret };
}

function readJson(name: string, output: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(output);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // The output is not passed on: it may hold the secret.
  }
  throw failure(name, 'its answer is no JSON object');
}

function failure(name: string, why: string, cause?: unknown): ClientError {
  return new ClientError(
    'credentials',
    `the credential helper ${JSON.stringify(name.slice(0, 64))} can not be used: ${why}`,
    { cause },
  );
}
