/** The key under which Docker keeps the credentials of Docker Hub. */
export const hubKey = 'https://index.docker.io/v1/';

const hubHosts = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/**
 * The names under which a file may keep credentials for a repository, the most specific first: Podman's files have
 * `host/namespace/repository`, `host/namespace` and `host`.
 */
export function keysFor(host: string, repository: string | undefined): readonly string[] {
  const parts = repository === undefined ? [] : repository.split('/');
  const paths = parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
  return [...paths.map((path) => `${host}/${path}`), host];
}

/**
 * The name that a key of a file stands for. Docker's keys may be URLs, of which only the host counts; the whole host is
 * compared, never a part of it.
 */
export function nameOfKey(key: string): string {
  const hasScheme = /^https?:\/\//i.test(key);
  const [first = '', ...rest] = key
    .replace(/^https?:\/\//i, '')
    .replace(/\/+$/, '')
    .split('/');
  const host = hubHosts.has(first.toLowerCase()) ? 'docker.io' : first.toLowerCase();
  const isLegacyPath = hasScheme || (rest.length === 1 && /^v[12]$/.test(rest[0] ?? ''));
  return isLegacyPath || rest.length === 0 ? host : `${host}/${rest.join('/')}`;
}

/** What a credential helper is asked for: Docker's own key for Docker Hub, and the bare name for all others. */
export function serverUrlOf(name: string): string {
  return name === 'docker.io' ? hubKey : name;
}
