import { buildConnector } from 'undici';
import type { EgressOptions } from '../policy/egress-options.js';
import { type EgressProxy, parseProxy } from '../policy/egress-proxy.js';
import { connectMilliseconds } from './checked-connector.js';
import { openTunnel } from './open-tunnel.js';

/**
 * Opens connections through a proxy. `direct` opens the connections to its direct hosts.
 * @throws TypeError that names a wrong setting
 */
export function proxiedConnector(
  proxy: EgressProxy,
  direct: buildConnector.connector,
  { certificateAuthorities: ca }: EgressOptions,
): buildConnector.connector {
  const { url, isDirect } = parseProxy(proxy);
  const secure = buildConnector({ timeout: connectMilliseconds, ...(ca === undefined ? {} : { ca }) });
  return (options, callback) => {
    const { protocol, hostname, host, port } = options;
    if (isDirect(new URL(`${protocol}//${host ?? hostname}`))) {
      direct(options, callback);
      return;
    }
    const authority = `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
    openTunnel(url, authority, connectMilliseconds).then(
      (socket) => {
        if (protocol === 'https:') secure({ ...options, httpSocket: socket }, callback);
        else callback(null, socket);
      },
      (error: Error) => callback(error, null),
    );
  };
}
