import { isIP } from 'node:net';
import type { Configuration } from './configuration-schema.js';

type Listening = Pick<Configuration, 'host' | 'tlsCertificate' | 'basePath'>;

/** The URL by which this machine reaches the registry. */
export function addressOf({ host, tlsCertificate, basePath }: Listening, port: number): URL {
  const reachable = isEveryAddress(host) ? 'localhost' : host;
  const name = isIP(reachable) === 6 ? `[${reachable}]` : reachable;
  return new URL(`${tlsCertificate === undefined ? 'http' : 'https'}://${name}:${port}${basePath}`);
}

/** Whether only programs of this machine can reach a host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

/** Whether a host stands for all addresses of this machine, such as `0.0.0.0` and `::`. */
export function isEveryAddress(host: string): boolean {
  return /^[0:.]+$/.test(host);
}
