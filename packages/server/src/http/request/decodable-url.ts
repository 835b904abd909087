/**
 * Makes a URL whose path a router can decode. If the path has an invalid percent-encoding, all its percent signs are encoded:
 * `/a/%ff` becomes `/a/%25ff`. So the application answers, and not the router.
 */
export function decodableUrl(url: string): string {
  const [path = ''] = url.split('?', 1);
  if (!path.includes('%') || isDecodable(path)) return url;
  return `${path.replaceAll('%', '%25')}${url.slice(path.length)}`;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
