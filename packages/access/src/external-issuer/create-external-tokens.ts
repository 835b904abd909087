import { readFile } from 'node:fs/promises';
import { createEgress, type Egress, type EgressOptions, privateRanges } from '@lading/egress';
import { parseJwkSet } from '../key-set/jwk-set.js';
import { readJson } from '../key-set/read-json.js';
import { RemoteJwkSet, type RemoteJwkSetOptions } from '../key-set/remote-jwk-set.js';
import { parseCertificateBundle } from './certificate-bundle.js';
import { asymmetricAlgorithms, checkExternalIssuer, type ExternalIssuerOptions } from './external-issuer-options.js';
import { ExternalTokens, type ExternalTokensOptions } from './external-tokens.js';
import { TrustedKeys } from './trusted-keys.js';

/** The parts that the verifier uses. */
type ExternalTokensParts = Pick<RemoteJwkSetOptions, 'onProblem' | 'now'> &
  Pick<ExternalTokensOptions, 'groupsOf' | 'clock'> &
  Pick<EgressOptions, 'proxy'>;

/**
 * Makes a verifier of the tokens of another issuer. It reads the files now, and the URL when the first token arrives. End it with
 * `close()`.
 * @throws TypeError that names an option that is wrong, or a file that cannot be used
 */
export async function createExternalTokens(
  options: ExternalIssuerOptions,
  { onProblem, now, groupsOf, clock, proxy }: ExternalTokensParts,
): Promise<ExternalTokens> {
  checkExternalIssuer(options);
  const { service, issuer, signingAlgorithms = asymmetricAlgorithms, jwksUrl } = options;
  const bundle = await readOption(options, 'rootCertBundle', parseCertificateBundle);
  const set = await readOption(options, 'jwks', parseJwkSet);
  const egress = jwksUrl === undefined ? undefined : egressTo(jwksUrl, proxy);
  const remote =
    egress === undefined || jwksUrl === undefined
      ? undefined
      : new RemoteJwkSet({ readText: () => readJson(egress, jwksUrl), onProblem, now });
  const keys = new TrustedKeys({ bundle, sets: [set, remote?.find].filter((each) => each !== undefined) });
  return new ExternalTokens({
    service,
    issuer,
    algorithms: signingAlgorithms,
    findKey: keys.find,
    keysVersion: () => remote?.version(),
    groupsOf,
    clock,
    close: egress && (() => egress.close()),
  });
}

/** Reaches only the host that the configuration names, which may be in a private network. */
function egressTo(url: string, proxy: EgressOptions['proxy']): Egress {
  const { host, protocol } = new URL(url);
  const plainHosts = protocol === 'http:' ? [host] : [];
  return createEgress({ hosts: [host], plainHosts, addresses: privateRanges, proxy });
}

async function readOption<Value>(
  options: ExternalIssuerOptions,
  name: 'rootCertBundle' | 'jwks',
  parse: (text: string) => Value,
): Promise<Value | undefined> {
  const path = options[name];
  if (path === undefined) return undefined;
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new TypeError(`external: ${name} cannot be used: ${(error as Error).message}`, { cause: error });
  }
}
