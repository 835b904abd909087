const repositoryPath = /^\/v2\/(.+?)\/(?:blobs|manifests|tags|referrers)\//;

/** What a request needs, in the words of Docker's token protocol (AUTH-12): all actions, so that one token does. */
export function scopesOf(url: URL): readonly string[] {
  if (url.pathname.startsWith('/v2/_catalog')) return ['registry:catalog:*'];
  const name = repositoryPath.exec(url.pathname)?.[1];
  if (name === undefined) return [];
  const source = url.searchParams.get('mount') === null ? null : url.searchParams.get('from');
  return [`repository:${name}:pull,push,delete`, ...(source === null ? [] : [`repository:${source}:pull`])];
}
