// Only a request imports this file: undici takes a tenth of a second to load, and many programs never send one.
import { Agent } from 'undici';
import type { EgressOptions } from '../policy/egress-options.js';
import type { EgressPolicy } from '../policy/egress-policy.js';
import type { ParsedProxy } from '../policy/egress-proxy.js';
import { checkedConnector } from './checked-connector.js';
import { proxiedConnector } from './proxied-connector.js';

/** Makes an agent of undici that opens connections only as the policy and the proxy say. */
export function makePolicedAgent(policy: EgressPolicy, options: EgressOptions, proxy: ParsedProxy | undefined): Agent {
  const direct = checkedConnector(policy, options);
  const connect = proxy === undefined ? direct : proxiedConnector(proxy, direct, options);
  return new Agent({ connect, maxHeaderSize: 16 * 1024 });
}
