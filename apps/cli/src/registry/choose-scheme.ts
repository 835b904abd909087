import { registryAddress } from '@lading/client';
import type { RegistryOptions } from '../options/common-options.js';
import { speaksTls } from './tls-handshake.js';

type SchemeOptions = Pick<RegistryOptions, 'plainHttp' | 'insecure' | 'caFile'>;

/**
 * Chooses the scheme of a registry on this machine if neither the reference nor `--plain-http` does: TLS, or plain HTTP if
 * the registry does not complete a TLS handshake. `--insecure` and `--ca-file` mean TLS. Other hosts always use TLS.
 * @param registry a host, or an HTTP or HTTPS URL
 * @returns the same, or an HTTPS URL
 */
export async function chooseScheme(
  registry: string,
  { plainHttp, insecure, caFile }: SchemeOptions,
  signal: AbortSignal,
): Promise<string> {
  if (registry.includes('://') || plainHttp === true) return registry;
  const isThisMachine = registryAddress(registry).url.protocol === 'http:';
  if (!isThisMachine) return registry;
  const secure = `https://${registry}`;
  if (insecure === true || caFile !== undefined) return secure;
  return (await speaksTls(new URL(secure), signal)) ? secure : registry;
}
