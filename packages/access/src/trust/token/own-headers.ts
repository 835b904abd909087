import { Buffer } from 'node:buffer';
import { RecentMap } from '../../recent/recent-map.js';

/** Enough for all keys of the registry and of some issuers. */
const mostHeaders = 1000;

/**
 * Recognizes tokens that name a key of our own token service. Nearly all bearer tokens do, so their claims need no decoding. All
 * tokens of one key have the same header.
 */
export class OwnHeaders {
  readonly #keyIds = new RecentMap<string, string>(mostHeaders);

  /** @param isOwnKey whether our token service has a key of this id now */
  constructor(private readonly isOwnKey: (kid: string) => boolean) {}

  has(token: string): boolean {
    const header = token.slice(0, token.indexOf('.'));
    return this.isOwnKey(this.#keyIds.getOrMake(header, () => keyIdOf(header)));
  }
}

/** The `kid` of a header, or an empty text. */
function keyIdOf(header: string): string {
  try {
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { readonly kid?: unknown };
    return typeof kid === 'string' ? kid : '';
  } catch {
    return '';
  }
}
