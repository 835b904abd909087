import type { Fetch } from '@lading/client';
import type { SecureOptions } from '../fetch/secure-options.js';
import { Connection } from './connection.js';
import { LargeExchange } from './large-exchange.js';
import { RestingConnections } from './resting-connections.js';

/**
 * A fetch that reads large bodies in large pieces, over connections of its own. It exists for speed only: docs/performance.md
 * has the figures. It understands one form of response, HTTP/1.1 with a `Content-Length`. If the response has another form,
 * `usual` sends the request again. `usual` also sends all other requests.
 */
export function largeFetch(secure: SecureOptions, usual: Fetch): Fetch {
  const resting = new RestingConnections();
  return async (address, init) => {
    if (init.isLarge !== true || init.method !== 'GET') return usual(address, init);
    const url = new URL(address);
    const connection = resting.take(url.origin) ?? (await Connection.open(url, secure, init.signal));
    const exchange = new LargeExchange(connection, init.signal, () => resting.keep(url.origin, connection));
    return (await exchange.send(url, init)) ?? usual(address, init);
  };
}
