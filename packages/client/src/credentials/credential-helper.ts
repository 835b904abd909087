import { spawn } from 'node:child_process';
import { env } from 'node:process';
import { ClientError } from '../error/client-error.js';
import type { Credential } from './credential.js';

const helperName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const outputLimit = 64 * 1024;
const timeLimitMilliseconds = 60_000;
/** The protocol of credential helpers has no code for this. It fixes this text on standard output. */
const nothingFound = /credentials not found in native keychain/i;
/** The user name by which helpers mark an identity token. */
const tokenUser = '<token>';

type Action = 'get' | 'store' | 'erase';

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/**
 * A program `docker-credential-NAME` that keeps credentials. It is started without a shell. It reads what it is asked from
 * standard input, never from its arguments. Each method throws ClientError `credentials`, with the reason
 * `credential-helper`, if the program is missing or fails.
 */
export class CredentialHelper {
  readonly program: string;

  constructor(
    private readonly name: string,
    private readonly environment: NodeJS.ProcessEnv = env,
  ) {
    if (!helperName.test(name)) throw this.#failure('its name has characters that no helper has');
    this.program = `docker-credential-${name}`;
  }

  async find(serverUrl: string): Promise<Credential | undefined> {
    const { status, output } = await this.#run('get', checkedUrl(serverUrl, this.name));
    if (status !== 0 && nothingFound.test(output)) return undefined;
    this.#expectSuccess(status);
    const { Username: username, Secret: secret } = this.#readJson(output);
    if (typeof username !== 'string' || typeof secret !== 'string')
      throw this.#failure('its answer lacks Username or Secret');
    if (username === '' && secret === '') return undefined;
    return username === tokenUser ? { identityToken: secret } : { username, password: secret };
  }

  async save(serverUrl: string, credential: Credential): Promise<void> {
    const [username, secret] = this.#loginOf(credential);
    const input = JSON.stringify({ ServerURL: serverUrl, Username: username, Secret: secret });
    this.#expectSuccess((await this.#run('store', input)).status);
  }

  /** Whether it erased something. Most helpers fail if there was nothing. */
  async erase(serverUrl: string): Promise<boolean> {
    return (await this.#run('erase', checkedUrl(serverUrl, this.name))).status === 0;
  }

  #loginOf(credential: Credential): readonly [string, string] {
    if ('password' in credential) return [credential.username, credential.password];
    if ('identityToken' in credential) return [tokenUser, credential.identityToken];
    throw this.#failure('it keeps no registry token');
  }

  #run(action: Action, input: string): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const helper = spawn(this.program, [action], {
        shell: false,
        env: this.environment,
        windowsHide: true,
        stdio: ['pipe', 'pipe', 'ignore'],
        // The option `timeout` would keep this process alive after a helper that is missing.
        signal: AbortSignal.timeout(timeLimitMilliseconds),
      });
      let output = '';
      helper.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.length > outputLimit) helper.kill();
      });
      helper.on('error', (cause) => reject(this.#failure(whyNotRun(cause), cause)));
      helper.on('close', (status) => resolve({ status, output }));
      helper.stdin.on('error', () => undefined).end(input);
    });
  }

  #expectSuccess(status: number | null): void {
    if (status !== 0) throw this.#failure(`it ended with ${status ?? 'a signal'}`);
  }

  #readJson(output: string): Record<string, unknown> {
    try {
      const value: unknown = JSON.parse(output);
      if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
    } catch {
      // The output is not passed on: it may hold the secret.
    }
    throw this.#failure('its answer is not a JSON object');
  }

  #failure(why: string, cause?: unknown): ClientError {
    return failure(this.name, why, cause);
  }
}

function whyNotRun({ name }: Error): string {
  return name === 'AbortError' ? `it takes longer than ${timeLimitMilliseconds} ms` : 'it cannot be started';
}

/** A helper reads one line. */
function checkedUrl(serverUrl: string, helper: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a name of a host never has them
  if (!/[\u0000-\u0020\u007f]/.test(serverUrl)) return serverUrl;
  throw failure(helper, 'the registry has characters that no host has');
}

function failure(name: string, why: string, cause?: unknown): ClientError {
  const shown = JSON.stringify(name.slice(0, 64));
  const message = `the credential helper ${shown} cannot be used: ${why}`;
  return new ClientError('credentials', message, { cause, reason: 'credential-helper' });
}
