import { registryAddress } from '@lading/client';
import type { RegistryOptions } from '../session/common-options.js';
import { speaksTls } from './tls-handshake.js';

type SchemeOptions = Pick<RegistryOptions, 'plainHttp' | 'insecure' | 'caFile'>;

/**
 * Chooses how a registry on this machine is reached, if neither a scheme nor `--plain-http` says it: by TLS, or by plain
 * HTTP if it does not complete a TLS handshake. `--insecure` and `--ca-file` mean TLS. Other hosts are always reached by TLS.
 * @param registry a host, or a URL of http or https
 * @returns the same, or the URL of https
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
