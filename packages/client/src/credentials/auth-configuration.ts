import { ClientError } from '../error/client-error.js';
import type { Credential, CredentialRequest } from './credential.js';
import { CredentialHelper } from './credential-helper.js';
import { type CredentialName, isKeyOf, keyOfName, namesFor, valueFor } from './credential-key.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The content of Docker's `config.json` or Podman's `auth.json`: `auths` has the credentials by key, `credHelpers` the
 * credential helper of a key, and `credsStore` the helper of all others. Other fields stay as they are.
 */
export class AuthConfiguration {
  readonly #auths: Fields;
  readonly #helpers: Fields;

  private constructor(
    private readonly fields: Fields,
    private readonly environment: NodeJS.ProcessEnv,
  ) {
    this.#auths = asFields(fields.auths);
    this.#helpers = asFields(fields.credHelpers);
  }

  /**
   * @param source what the error names
   * @throws ClientError `credentials`, with the reason `malformed-auth-file`
   */
  static parse(text: string, source: string, environment: NodeJS.ProcessEnv): AuthConfiguration {
    try {
      return new AuthConfiguration(asFields(JSON.parse(text.trim() === '' ? '{}' : text)), environment);
    } catch {
      throw new ClientError('credentials', `${source} is not JSON`, { reason: 'malformed-auth-file' });
    }
  }

  /** Looks under each name, the most specific first: in the helper of the name, or else in its entry. Last asks `credsStore`. */
  async find({ host, repository }: CredentialRequest): Promise<Credential | undefined> {
    for (const name of namesFor(host, repository)) {
      const helper = this.#helperOf(valueFor(this.#helpers, name));
      if (helper !== undefined) return helper.find(keyOfName(name));
      const credential = credentialOf(asFields(valueFor(this.#auths, name)));
      if (credential !== undefined) return credential;
    }
    return this.#helperOf(this.fields.credsStore)?.find(keyOfName(host));
  }

  /** The helper that keeps the credentials of a name; undefined if the file itself does. `credsStore` knows no namespaces. */
  helperFor(name: CredentialName): CredentialHelper | undefined {
    const own = valueFor(this.#helpers, name);
    return this.#helperOf(own ?? (name.includes('/') ? undefined : this.fields.credsStore));
  }

  has(name: CredentialName): boolean {
    return Object.keys(this.#auths).some((key) => isKeyOf(key, name));
  }

  with(name: CredentialName, credential: Credential): AuthConfiguration {
    return this.#withAuths({ ...this.without(name).#auths, [keyOfName(name)]: entryOf(credential) });
  }

  /** Without the entries of this name. Entries of its namespaces stay. */
  without(name: CredentialName): AuthConfiguration {
    const others = Object.entries(this.#auths).filter(([key]) => !isKeyOf(key, name));
    return this.#withAuths(Object.fromEntries(others));
  }

  format(): string {
    return `${JSON.stringify(this.fields, undefined, '\t')}\n`;
  }

  #withAuths(auths: Fields): AuthConfiguration {
    return new AuthConfiguration({ ...this.fields, auths }, this.environment);
  }

  #helperOf(name: unknown): CredentialHelper | undefined {
    return isText(name) ? new CredentialHelper(name, this.environment) : undefined;
  }
}

function credentialOf(entry: Fields): Credential | undefined {
  const [username, password] = loginOf(entry);
  if (isText(entry.registrytoken)) return { registryToken: entry.registrytoken };
  if (isText(entry.identitytoken))
    return { identityToken: entry.identitytoken, ...(isText(username) && username !== '<token>' ? { username } : {}) };
  return isText(username) && password !== undefined ? { username, password } : undefined;
}

/** `auth` is `user:password` in base64. Docker may end it with zero bytes. */
function loginOf({ auth, username, password }: Fields): readonly [string | undefined, string | undefined] {
  if (!isText(auth))
    return [isText(username) ? username : undefined, typeof password === 'string' ? password : undefined];
  const text = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = text.indexOf(':');
  return colon === -1 ? [undefined, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
}

function entryOf(credential: Credential): Fields {
  if ('registryToken' in credential) return { registrytoken: credential.registryToken };
  if ('password' in credential) return { auth: encodeLogin(credential.username, credential.password) };
  const { username, identityToken } = credential;
  return {
    ...(username === undefined ? {} : { auth: encodeLogin(username, '') }),
    identitytoken: identityToken,
  };
}

function encodeLogin(username: string, password: string): string {
  if (username.includes(':')) throw new ClientError('credentials', 'a user name has no colon');
  return Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
