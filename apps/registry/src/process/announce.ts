import type { Logger } from 'pino';
import { tokenEndpointOf } from '../access/token-endpoint.js';
import { hasSignIn } from '../configuration/access-keys.js';
import { readAccess } from '../configuration/read-access.js';
import { addressOf, isLoopback } from '../configuration/registry-address.js';
import type { RegistryConfiguration } from '../configuration/registry-configuration.js';
import { withoutCredentials } from '../database/migrate-database.js';

/** Prints the address of the registry: with examples for people, in one line for machines. Also says who may use it. */
export function announce(configuration: RegistryConfiguration, port: number, logger: Logger): void {
  const url = addressOf(configuration, port);
  if (configuration.role === 'work') {
    logger.info({ url: url.href, role: 'work', ...placesOf(configuration) }, 'listening');
    logger.info('LADING_ROLE is work: only health and metrics are answered');
    return;
  }
  if (configuration.logFormat === 'pretty') process.stdout.write(greeting(configuration, url));
  else logger.info({ url: url.href, workers: configuration.workers, ...placesOf(configuration) }, 'listening');
  if (hasSignIn(configuration)) logger.info({ realm: realmOf({ ...configuration, port }) }, signInIsOn);
  else if (isLoopback(configuration.host)) logger.info(openness);
  else logger.warn({ host: configuration.host }, openness);
}

const openness =
  'sign-in is off: anyone who can reach this port can push, pull and delete. ' +
  'To switch it on, name users and rules with `access` in lading.yaml, or set LADING_ACCESS=sign-in';
const signInIsOn = 'sign-in is on: clients may do what the rules allow';

function realmOf(configuration: RegistryConfiguration): string {
  return readAccess(configuration).token?.realm ?? tokenEndpointOf(configuration).realm;
}

function greeting(configuration: RegistryConfiguration, url: URL): string {
  const { databaseUrl, hasOwnDatabase } = configuration;
  const places = Object.values(placesOf(configuration)).join(', blobs in ');
  const database = hasOwnDatabase ? '' : `, database ${withoutCredentials(databaseUrl)}`;
  const insecure = url.protocol === 'http:' ? ' --dest-tls-verify=false' : '';
  return `
  Lading registry  ${url.href.replace(/\/$/, '')}
  Data             ${places}${database}
  Access           ${hasSignIn(configuration) ? 'those whom the rules allow' : 'open: anyone who can reach this port can push, pull and delete'}

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
