import { readFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import { UsageError } from '../failure/command-error.js';
import type { RegistryOptions } from '../session/common-options.js';
import { tracedFetch } from './traced-fetch.js';

type Fetch = typeof globalThis.fetch;
type TransportOptions = Pick<RegistryOptions, 'insecure' | 'caFile' | 'debug'>;

const proxyVariables = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

/** The built-in fetch, or one that knows certificates and proxies, which the built-in one can't be told of. */
export async function chooseFetch(options: TransportOptions, environment = process.env): Promise<Fetch> {
  const hasProxy = proxyVariables.some((name) => environment[name]);
  const isSpecial = options.insecure === true || options.caFile !== undefined || hasProxy;
  const fetch = isSpecial ? await specialFetch(options, environment) : globalThis.fetch;
  return options.debug === true ? tracedFetch(fetch) : fetch;
}

async function specialFetch({ insecure, caFile }: TransportOptions, environment: NodeJS.ProcessEnv): Promise<Fetch> {
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  const trusted = caFile === undefined ? {} : { ca: [...rootCertificates, await readCertificates(caFile)] };
  const tls = { ...trusted, rejectUnauthorized: insecure !== true };
  const dispatcher = new EnvHttpProxyAgent({ connect: tls, requestTls: tls, noProxy: withoutProxy(environment) });
  const special = (input: string, init?: object) => fetch(input, { ...init, dispatcher });
  // Undici's own fetch and the built-in one are the same code in two versions; only their types are not.
  return special as unknown as Fetch;
}

/** This machine is never behind its proxy. */
function withoutProxy(environment: NodeJS.ProcessEnv): string {
  return [environment.no_proxy ?? environment.NO_PROXY, 'localhost', '127.0.0.1', '[::1]'].filter(Boolean).join(',');
}

async function readCertificates(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UsageError(`--ca-file can not be read: ${error.message}`);
  });
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new UsageError(`--ca-file ${path} has no certificate in PEM`);
  return text;
}
