/** The key under which Docker keeps the credentials of Docker Hub. */
const hubKey = 'https://index.docker.io/v1/';
const hubHosts = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/** The key under which a file or a credential helper keeps the credentials of a registry. */
export function keyOfHost(host: string): string {
  return host === 'docker.io' ? hubKey : host;
}

/** The registry whose credentials a key holds; undefined for one of a namespace, as Podman has them. */
export function hostOfKey(key: string): string | undefined {
  const [host = '', ...path] = key
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/+$/, '')
    .split('/');
  if (path.length > 0 && !/^v[12]$/.test(path.join('/'))) return undefined;
  return hubHosts.has(host) ? 'docker.io' : host;
}
