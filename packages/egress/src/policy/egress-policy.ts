import { type AddressRange, parseAddressRange } from '../address/address-range.js';
import { isMetadataAddress, isPublicAddress } from '../address/public-address.js';
import { EgressError } from '../egress-error.js';
import type { EgressOptions } from './egress-options.js';
import { type MatchHost, parseHosts } from './host-pattern.js';

/** Decides where requests may go. */
export class EgressPolicy {
  readonly #isHost: MatchHost;
  readonly #isPlain: MatchHost;
  readonly #ranges: readonly AddressRange[];

  /** @throws TypeError that names a wrong host or range */
  constructor({ hosts, addresses = [], plainHosts = [] }: EgressOptions) {
    this.#isHost = hosts === undefined ? () => true : parseHosts(hosts);
    this.#isPlain = parseHosts(plainHosts);
    this.#ranges = addresses.map(parseAddressRange);
  }

  /** @throws EgressError `FORBIDDEN_URL` or `FORBIDDEN_HOST` */
  requireUrl(text: string, base?: URL): URL {
    if (!URL.canParse(text, base?.href)) throw new EgressError('FORBIDDEN_URL', 'a request needs an absolute URL');
    const url = new URL(text, base);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && this.#isPlain(url)))
      throw new EgressError('FORBIDDEN_URL', `requests to ${placeOf(url)} need https`);
    if (url.username !== '' || url.password !== '')
      throw new EgressError(
        'FORBIDDEN_URL',
        `the URL of a request to ${placeOf(url)} may have no user and no password`,
      );
    if (!this.#isHost(url))
      throw new EgressError('FORBIDDEN_HOST', `the configuration does not allow requests to ${placeOf(url)}`);
    return url;
  }

  allowsAddress(address: string): boolean {
    const isMetadata = isMetadataAddress(address);
    if (!isMetadata && isPublicAddress(address)) return true;
    return this.#ranges.some((range) => (range.isSingle || !isMetadata) && range.includes(address));
  }
}

/** The part of a URL that messages may contain. */
export function placeOf({ protocol, host }: URL): string {
  return host === '' ? protocol : `${protocol}//${host}`;
}
