import { ClientError } from '../error/client-error.js';
import type { Answer } from './answer.js';
import { nextTarget } from './link.js';

const mostPages = 100_000;

export interface PagesOptions {
  /** The registry: no page lies elsewhere. */
  readonly registry: URL;
  /** Reads an address that the registry gave, against the rules for such. */
  resolve(text: string, base: URL): URL;
  send(url: URL): Promise<Answer>;
}

/**
 * Goes from page to page by `Link` until there is none (TAG-15). A list that leads back to a page it has shown ends there,
 * since some registries link the last page to itself.
 * @throws ClientError `unsafe-address` where a page lies on another host
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
  throw new ClientError('unsafe-address', 'the next page of a list lies on another host', { url });
}
