/** Whether the host of a URL matches. */
export type MatchHost = (url: URL) => boolean;

const form = /^(\*\.)?([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;

/**
 * Reads hosts: `host`, `host:port`, or `*.domain`, which matches all hosts below the domain.
 * @throws TypeError that names a host of another form
 */
export function parseHosts(hosts: readonly string[]): MatchHost {
  const matchers = hosts.map(parseHost);
  return (url) => matchers.some((matches) => matches(url));
}

function parseHost(text: string): MatchHost {
  const [, wildcard, name, port] = form.exec(text) ?? [];
  if (name === undefined || !URL.canParse(`https://${name}`))
    throw new TypeError(`${JSON.stringify(text)} is not a host, host:port or *.domain`);
  const { hostname } = new URL(`https://${name}`);
  const isHost = (given: string) => (wildcard === undefined ? given === hostname : given.endsWith(`.${hostname}`));
  return (url) => isHost(withoutDot(url.hostname)) && (port === undefined || `:${portOf(url)}` === port);
}

/** `host.` is the same host as `host`. */
function withoutDot(hostname: string): string {
  return hostname.replace(/\.$/, '');
}

function portOf({ port, protocol }: URL): string {
  return port || (protocol === 'https:' ? '443' : '80');
}
