import { readFile, realpath } from 'node:fs/promises';
import { ClientError } from '../error/client-error.js';
import { absent } from '../files/absent.js';
import { replaceFile } from '../files/replace-file.js';
import { AuthConfiguration } from './auth-configuration.js';
import { type Credential, type CredentialRequest, checkCredential } from './credential.js';
import { keyOfName, parseCredentialName } from './credential-key.js';
import type { CredentialPlace, CredentialStore } from './credential-store.js';

/** A file such as Docker's `config.json`, with the credential helpers that it names. A file that does not exist is empty. */
export class AuthFile implements CredentialStore {
  constructor(
    readonly path: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  async find(request: CredentialRequest): Promise<Credential | undefined> {
    return (await this.#read()).find(request);
  }

  async save(text: string, credential: Credential): Promise<CredentialPlace> {
    checkCredential('save: credential', credential);
    const name = parseCredentialName(text);
    const file = await this.#read();
    const helper = file.helperFor(name);
    if (helper === undefined) {
      await this.#write(file.with(name, credential));
      return { place: this.path, isPlainText: true };
    }
    await helper.save(keyOfName(name), credential);
    // An entry in the file would win over the helper.
    if (file.has(name)) await this.#write(file.without(name));
    return { place: helper.program, isPlainText: false };
  }

  async erase(text: string): Promise<readonly string[]> {
    const name = parseCredentialName(text);
    const file = await this.#read();
    const helper = file.helperFor(name);
    const places: string[] = [];
    if (helper !== undefined && (await helper.erase(keyOfName(name)))) places.push(helper.program);
    if (!file.has(name)) return places;
    await this.#write(file.without(name));
    return [...places, this.path];
  }

  async #read(): Promise<AuthConfiguration> {
    const text = await readFile(this.path, 'utf8')
      .catch(absent)
      .catch((cause: unknown) => {
        throw new ClientError('credentials', `${this.path} cannot be read`, { cause });
      });
    return AuthConfiguration.parse(text ?? '{}', this.path, this.environment);
  }

  /** Only its owner can read the file. A symbolic link to it stays one. */
  async #write(content: AuthConfiguration): Promise<void> {
    const path = await realpath(this.path).catch(() => this.path);
    await replaceFile(path, content.format(), { file: 0o600, folder: 0o700 });
  }
}
