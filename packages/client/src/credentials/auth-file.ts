import { readFile } from 'node:fs/promises';
import { ClientError } from '../error/client-error.js';
import type { Credential, CredentialRequest, CredentialSource } from './credential.js';
import { askCredentialHelper } from './credential-helper.js';
import { keysFor, nameOfKey, serverUrlOf } from './registry-key.js';

type Fields = Readonly<Record<string, unknown>>;

/** Credentials from a file in the form of Docker's `config.json` or Podman's `auth.json`; a file that is absent has none. */
export function credentialsFromAuthFile(path: string): CredentialSource {
  return async (request) => {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw new ClientError('credentials', `${path} can not be read`, { cause: error });
    });
    return text === undefined ? undefined : findInAuthConfiguration(readAuthConfiguration(text, path), request);
  };
}

/** Credentials from the text of such a file, as `DOCKER_AUTH_CONFIG` holds it. */
export function credentialsFromAuthText(text: string, name: string): CredentialSource {
  return (request) => findInAuthConfiguration(readAuthConfiguration(text, name), request);
}

function readAuthConfiguration(text: string, name: string): Fields {
  try {
    return asFields(JSON.parse(text));
  } catch {
    throw new ClientError('credentials', `${name} is no JSON`);
  }
}

/** The helper of a registry, else the entry of the file or what the common store has for it: the most specific name first. */
async function findInAuthConfiguration(file: Fields, request: CredentialRequest): Promise<Credential | undefined> {
  const helpers = byName(file.credHelpers);
  const entries = byName(file.auths);
  for (const name of keysFor(request.host, request.repository)) {
    const helper = helpers.get(name);
    if (typeof helper === 'string') return askCredentialHelper(helper, serverUrlOf(name));
    const credential = credentialOfEntry(asFields(entries.get(name)));
    if (credential !== undefined) return credential;
  }
  if (typeof file.credsStore !== 'string' || file.credsStore === '') return undefined;
  return askCredentialHelper(file.credsStore, serverUrlOf(request.host));
}

/** A key that is spelt as the name itself wins over one that only stands for it. */
function byName(value: unknown): ReadonlyMap<string, unknown> {
  const entries = Object.entries(asFields(value));
  const exact = entries.filter(([key]) => nameOfKey(key) === key);
  return new Map([...entries.map(([key, entry]) => [nameOfKey(key), entry] as const), ...exact]);
}

function credentialOfEntry(entry: Fields): Credential | undefined {
  const [username, password] = loginOf(entry);
  if (isText(entry.registrytoken)) return { registryToken: entry.registrytoken };
  if (isText(entry.identitytoken))
    return { identityToken: entry.identitytoken, ...(isText(username) && username !== '<token>' ? { username } : {}) };
  return isText(username) && password !== undefined ? { username, password } : undefined;
}

/** `auth` is `user:password` in base64; Docker ends it with zero bytes at times. */
function loginOf({ auth, username, password }: Fields): readonly [string | undefined, string | undefined] {
  if (!isText(auth))
    return [isText(username) ? username : undefined, typeof password === 'string' ? password : undefined];
  const text = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = text.indexOf(':');
  return colon === -1 ? [undefined, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
