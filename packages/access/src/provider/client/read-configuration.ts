import { readFile } from 'node:fs/promises';
import { createEgress, type EgressFetch, type EgressProxy, fetchBy } from '@lading/egress';
import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  clockSkew,
  clockTolerance,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
} from 'openid-client';
import { parseClientSecret } from '../../identity-provider/client-secret.js';
import type { IdentityProvider } from '../../identity-provider/identity-provider.js';
import { issuerEgress } from '../../key-set/issuer-egress.js';
import { isLoopbackHttp } from '../../key-set/key-url.js';
import { leewaySeconds } from '../../signing-key/signing-times.js';
import { isEndpoint } from './endpoint.js';
import { ProviderFault } from './provider-fault.js';

/** The limits of each request to a provider. */
const limits = { timeoutSeconds: 5, maximumBytes: 256 * 1024 } as const;

/**
 * Reads the metadata of a provider (OpenID Connect Discovery 1.0) and the files of its client.
 * @param now the time of the store, which may differ from that of the process
 * @throws ProviderFault if the metadata is that of another issuer, or lacks an endpoint that browsers or tokens need
 * @throws an error of openid-client or of the file system
 */
export async function readConfiguration(
  provider: IdentityProvider,
  now: () => Date,
  proxy?: EgressProxy,
): Promise<Configuration> {
  const { issuer, clientId, clientSecretFile } = provider;
  const secret = clientSecretFile && parseClientSecret(await readFile(clientSecretFile, 'utf8'));
  const skewSeconds = Math.round((now().getTime() - Date.now()) / 1000);
  const configuration = await discovery(
    new URL(issuer),
    clientId,
    { [clockTolerance]: leewaySeconds, [clockSkew]: skewSeconds },
    authentication(secret),
    {
      [customFetch]: await fetchFor(provider, proxy),
      // Our own limit ends a request first, because its message says more.
      timeout: limits.timeoutSeconds + 1,
      // Checks the signature of an ID token too, although the token comes directly from the provider.
      execute: [enableNonRepudiationChecks, ...(isLoopbackHttp(issuer) ? [allowInsecureRequests] : [])],
    },
  );
  const metadata = configuration.serverMetadata();
  // openid-client also accepts a final slash, and the issuer of any tenant of Microsoft.
  if (metadata.issuer !== issuer)
    throw new ProviderFault('unavailable', 'the metadata of the provider names another issuer');
  for (const name of ['authorization_endpoint', 'token_endpoint'] as const)
    if (!isEndpoint(metadata[name], issuer))
      throw new ProviderFault('unavailable', `the metadata of the provider has no usable ${name}`);
  return configuration;
}

/** `client_secret_basic` is the default (OpenID Connect Core 1.0, section 9). */
function authentication(secret: string | undefined): ClientAuth {
  if (secret === undefined) return None();
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)];
  return (server, ...rest) => {
    const { token_endpoint_auth_methods_supported: supported = ['client_secret_basic'] } = server;
    const isBasic = supported.includes('client_secret_basic') || !supported.includes('client_secret_post');
    return (isBasic ? basic : post)(server, ...rest);
  };
}

/** Sends each request over its own connection. There are few requests. */
async function fetchFor(
  { issuer, ca, addresses }: IdentityProvider,
  proxy: EgressProxy | undefined,
): Promise<EgressFetch> {
  const options = await issuerEgress({ urls: [issuer], ca, addresses, proxy });
  return async (url, init) => {
    const egress = createEgress(options);
    try {
      return await fetchBy(egress, limits)(url, init);
    } finally {
      await egress.close();
    }
  };
}
