import { parseRepositoryName } from '@lading/core';
import { looksLikeHost, parseRegistryHost, registryOfHost } from '../reference/image-reference.js';

/**
 * Whose credentials they are: a registry (`ghcr.io`), or a namespace or repository of one (`quay.io/team`), which Podman
 * and skopeo keep apart.
 */
export type CredentialName = string;

/** Docker, crane and oras keep the credentials of Docker Hub under this key. */
const hubKey = 'https://index.docker.io/v1/';
const scheme = /^https?:\/\//i;

/**
 * Reads the name that a person gives, as the host of a registry, a URL, or `HOST/NAMESPACE`.
 * @throws RegistryError `NAME_INVALID`
 */
export function parseCredentialName(text: string): CredentialName {
  const [first = '', ...path] = nameOfKey(text).split('/');
  if (path.length === 0) return parseRegistryHost(first);
  return `${parseRegistryHost(looksLikeHost(first) ? first : text)}/${parseRepositoryName(path.join('/'))}`;
}

/** The names whose credentials are good for a repository, the most specific first. */
export function namesFor(host: string, repository: string | undefined): readonly CredentialName[] {
  const parts = repository === undefined ? [] : repository.split('/');
  const paths = parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
  return [...paths.map((path) => `${host}/${path}`), host];
}

/**
 * The name that a key of a file stands for. Of a key that is a URL only the host counts. So it does for `HOST/v1` and
 * `HOST/v2`, which old versions of Docker wrote.
 */
export function nameOfKey(key: string): CredentialName {
  const isUrl = scheme.test(key);
  const [first = '', ...path] = key.replace(scheme, '').replace(/\/+$/, '').split('/');
  const host = registryOfHost(isUrl && URL.canParse(key) ? new URL(key).host : first);
  const isOfHost = isUrl || path.length === 0 || /^v[12]$/.test(path.join('/'));
  return isOfHost ? host : `${host}/${path.join('/')}`;
}

/** The key for new credentials, in files and for credential helpers. */
export function keyOfName(name: CredentialName): string {
  return name === 'docker.io' ? hubKey : name;
}

/** Whether a key holds the credentials of this name. A namespace may be called `v2`, so the exact spelling comes first. */
export function isKeyOf(key: string, name: CredentialName): boolean {
  return key === name || nameOfKey(key) === name;
}

/** The value for a name. A key that is spelled like the name wins over others that stand for it. */
export function valueFor<Value>(entries: Readonly<Record<string, Value>>, name: CredentialName): Value | undefined {
  if (Object.hasOwn(entries, name)) return entries[name];
  return Object.entries(entries).find(([key]) => nameOfKey(key) === name)?.[1];
}
