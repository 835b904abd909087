import { get as getPlain, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Configuration } from '../configuration/configuration-schema.js';
import { addressOf } from '../configuration/registry-address.js';

const patienceMilliseconds = 4000;

export interface HealthAnswer {
  readonly isReady: boolean;
  /** The body of the response, or the error if there is no response. */
  readonly answer: string;
}

/** Asks the registry that runs here with this configuration whether it is ready, as the check of a container does. */
export async function askHealth(configuration: Configuration): Promise<HealthAnswer> {
  const url = new URL('/health/ready', addressOf(configuration, configuration.port));
  try {
    const response = await ask(url);
    return { isReady: response.statusCode === 200, answer: await text(response) };
  } catch (error) {
    return {
      isReady: false,
      answer: `${url}: ${(error as Error).message || String((error as { code?: unknown }).code)}`,
    };
  }
}

/** The certificate is made for the name that clients use, so nobody checks it here. */
function ask(url: URL): Promise<IncomingMessage> {
  const options = { signal: AbortSignal.timeout(patienceMilliseconds), agent: false as const };
  return new Promise((resolve, reject) => {
    const request =
      url.protocol === 'http:'
        ? getPlain(url, options, resolve)
        : getSecure(url, { ...options, rejectUnauthorized: false }, resolve);
    request.once('error', reject);
  });
}
