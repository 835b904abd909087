import { isIP } from 'node:net';
import type { Logger } from 'pino';
import type { RegistryConfiguration } from '../application/registry-configuration.js';
import type { Configuration } from '../configuration/configuration-schema.js';
import { withoutCredentials } from '../database/migrate-database.js';

type Listening = Pick<Configuration, 'host' | 'tlsCertificate' | 'basePath'>;

/** The URL by which this machine reaches the registry. */
export function addressOf({ host, tlsCertificate, basePath }: Listening, port: number): URL {
  const reachable = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host;
  const name = isIP(reachable) === 6 ? `[${reachable}]` : reachable;
  return new URL(`${tlsCertificate === undefined ? 'http' : 'https'}://${name}:${port}${basePath}`);
}

/** Says where the registry is: to a person how to use it, to a machine in one line. Says too that it is open. */
export function announce(configuration: RegistryConfiguration, port: number, logger: Logger): void {
  const url = addressOf(configuration, port);
  if (configuration.logFormat === 'pretty') process.stdout.write(greeting(configuration, url));
  else logger.info({ url: url.href, workers: configuration.workers, ...placesOf(configuration) }, 'listening');
  const openness = 'there is no access control: whoever reaches this port can push, pull and delete';
  if (isLoopback(configuration.host)) logger.info(openness);
  else logger.warn({ host: configuration.host }, openness);
}

function greeting(configuration: RegistryConfiguration, url: URL): string {
  const { databaseUrl, hasOwnDatabase } = configuration;
  const places = Object.values(placesOf(configuration)).join(', blobs in ');
  const database = hasOwnDatabase ? '' : `, database ${withoutCredentials(databaseUrl)}`;
  const insecure = url.protocol === 'http:' ? ' --dest-tls-verify=false' : '';
  return `
  Lading registry  ${url.href.replace(/\/$/, '')}
  Data             ${places}${database}

  Push to it:
    skopeo copy${insecure} docker://alpine docker://${url.host}/alpine:latest
    docker tag alpine ${url.host}/alpine && docker push ${url.host}/alpine
    crane copy alpine ${url.host}/alpine

  Stop it with Ctrl-C.

`;
}

function placesOf({ dataDirectory, storage, s3Bucket, s3Prefix }: RegistryConfiguration) {
  return { data: dataDirectory, ...(storage === 's3' ? { blobs: `s3://${s3Bucket}/${s3Prefix}` } : {}) };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
