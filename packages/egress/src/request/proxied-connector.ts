import { buildConnector } from 'undici';
import type { EgressOptions } from '../policy/egress-options.js';
import type { ParsedProxy } from '../policy/egress-proxy.js';
import { connectMilliseconds } from './checked-connector.js';
import { openTunnel } from './open-tunnel.js';

/** Opens connections through a proxy. `direct` opens the connections to its direct hosts. */
export function proxiedConnector(
  { url, isDirect }: ParsedProxy,
  direct: buildConnector.connector,
  { certificateAuthorities: ca }: EgressOptions,
): buildConnector.connector {
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
