import { type EgressProxy, parseProxy } from '@lading/access';
import { z } from 'zod';
import { key } from './key-documentation.js';

/** The keys for the requests that the registry itself sends to issuers and identity providers. */
export const egress = {
  egressProxy: key(
    'LADING_EGRESS_PROXY',
    z
      .string()
      .superRefine((url, context) => refuse({ url }, context))
      .optional(),
    'The proxy for requests to the issuers of tokens and to identity providers. It looks up the names itself, so it must refuse addresses that the registry must not reach. S3 and PostgreSQL are reached without it.',
    {
      allowed: 'a URL such as `http://proxy.example.com:3128`, also with `user:password@`',
      otherwise: 'none',
      secret: true,
    },
  ),
  egressDirectHosts: key(
    'LADING_EGRESS_DIRECT_HOSTS',
    z.array(z.string().superRefine(refuseHost)).default([]),
    'The hosts that such requests reach without the proxy. IP addresses and names without a dot never use the proxy.',
    { allowed: '`host`, `host:port` or `*.domain`; separated by commas' },
  ),
};

interface EgressKeys {
  readonly egressProxy?: string | undefined;
  readonly egressDirectHosts: readonly string[];
}

/** The proxy of the configuration. */
export function proxyOf({ egressProxy: url, egressDirectHosts: directHosts }: EgressKeys): EgressProxy | undefined {
  return url === undefined ? undefined : { url, directHosts };
}

/** Direct hosts without a proxy would have no effect. */
export function hasProxyForDirectHosts({ egressProxy, egressDirectHosts }: EgressKeys): boolean {
  return egressProxy !== undefined || egressDirectHosts.length === 0;
}

export const directHostsWithoutProxy = {
  path: ['egressDirectHosts'],
  message: 'nothing without LADING_EGRESS_PROXY',
};

function refuseHost(host: string, context: z.RefinementCtx): void {
  refuse({ url: 'http://proxy.example.com', directHosts: [host] }, context);
}

/** The message never contains the URL. */
function refuse(proxy: EgressProxy, context: z.RefinementCtx): void {
  try {
    parseProxy(proxy);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
}
