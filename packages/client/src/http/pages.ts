import { ClientError } from '../error/client-error.js';
import type { Answer } from './answer.js';
import { nextTarget } from './link.js';

const mostPages = 100_000;

export interface PagesOptions {
  /** All pages have the origin of this registry. */
  readonly registry: URL;
  /** Checks an address that the registry gave. */
  resolve(text: string, base: URL): URL;
  send(url: URL): Promise<Answer>;
}

/**
 * Requests one page after the other, by `Link` (TAG-15). It stops before a page that it has seen, because some registries link
 * the last page to itself.
 * @throws ClientError `unsafe-address` if a page is at another origin
 */
export async function* pages(first: URL, { registry, resolve, send }: PagesOptions): AsyncGenerator<Answer> {
  const seen = new Set<string>();
  for (let url: URL | undefined = first; url !== undefined && !seen.has(url.href) && seen.size < mostPages; ) {
    seen.add(url.href);
    const answer: Answer = await send(url);
    const target = nextTarget(answer.headers.get('link'));
    const requested: URL = url;
    yield answer;
    url = target === undefined ? undefined : pageUrl(resolve(target, requested), registry);
  }
}

function pageUrl(url: URL, registry: URL): URL {
  if (url.origin === registry.origin) return url;
  throw new ClientError('unsafe-address', 'the next page of a list is at another host', { url });
}
