import { readFile } from 'node:fs/promises';
import type { EgressOptions } from '@lading/egress';
import { isLoopbackHttp } from './key-url.js';

interface IssuerEgress extends Pick<EgressOptions, 'addresses' | 'proxy'> {
  /** The URLs that the configuration gives. Those with http on a loopback address may be asked by http. */
  readonly urls: readonly string[];
  /** A file with certificates of authorities. */
  readonly ca?: string | undefined;
}

/**
 * The policy of requests to an issuer or identity provider of the configuration.
 * @throws an error of the file system if the file of the authorities cannot be read
 */
export async function issuerEgress({ urls, ca, addresses, proxy }: IssuerEgress): Promise<EgressOptions> {
  return {
    addresses,
    plainHosts: urls.filter(isLoopbackHttp).map((url) => new URL(url).host),
    certificateAuthorities: ca === undefined ? undefined : await readFile(ca, 'utf8'),
    proxy,
  };
}
