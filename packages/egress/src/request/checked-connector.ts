import { lookup as lookUp } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { EgressError } from '../egress-error.js';
import type { EgressOptions, ResolveHost } from '../policy/egress-options.js';
import type { EgressPolicy } from '../policy/egress-policy.js';

/** How long a connection may take to open. */
export const connectMilliseconds = 5000;

/**
 * Opens connections only to addresses that the policy allows. It connects to the address that it has checked. So a name that
 * resolves to another address the next time (DNS rebinding) gains nothing.
 */
export function checkedConnector(
  policy: EgressPolicy,
  { certificateAuthorities: ca, resolve = resolveBySystem }: EgressOptions,
): buildConnector.connector {
  const connect = buildConnector({
    lookup: checkedLookup(policy, resolve),
    timeout: connectMilliseconds,
    ...(ca === undefined ? {} : { ca }),
  });
  return (options, callback) => {
    // The lookup is not called for a host that is an address.
    if (isIP(options.hostname) !== 0 && !policy.allowsAddress(options.hostname)) {
      callback(forbidden(options.hostname), null);
      return;
    }
    connect(options, (...[error, socket]) => {
      if (error !== null) callback(error, null);
      else if (socket.remoteAddress !== undefined && policy.allowsAddress(socket.remoteAddress)) callback(null, socket);
      else callback(forbidden(options.hostname), socket.destroy() && null);
    });
  };
}

function checkedLookup(policy: EgressPolicy, resolve: ResolveHost): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => {
        const allowed = found.filter(({ address }) => policy.allowsAddress(address));
        const [first] = allowed;
        if (first === undefined) callback(forbidden(hostname), '');
        else if (options.all === true) callback(null, [...allowed]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}

function resolveBySystem(hostname: string): ReturnType<ResolveHost> {
  return lookUp(hostname, { all: true, order: 'verbatim' });
}

function forbidden(host: string): EgressError {
  return new EgressError('FORBIDDEN_ADDRESS', `${host} has no address that requests may go to`);
}
