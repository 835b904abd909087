import { ConfigurationError } from '../configuration/configuration-error.js';
import { StartError } from './start-error.js';

/** An address to listen on, and the variable that names its port. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  readonly variable: 'PORT' | 'LADING_METRICS_PORT';
}

/**
 * The error for a failed name lookup or `listen`, with the remedy; undefined for any other error. A port in use and a name
 * server that does not answer may be temporary. Anything else needs a change of the configuration.
 */
export function explainListenError(
  error: unknown,
  { host, port, variable }: ListenAddress,
): StartError | ConfigurationError | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  const passing: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} on ${host} is in use: stop the program that listens there, or choose another port with ${variable}`,
    EAI_AGAIN: `HOST is ${host}, and no name server answers: try again, or give an address`,
  };
  const lasting: Readonly<Record<string, string>> = {
    EACCES: `${variable} is ${port}, and this user may not listen below 1024: choose a higher port, or grant CAP_NET_BIND_SERVICE`,
    EADDRNOTAVAIL: `HOST is ${host}, which is not an address of this machine: use one of its addresses, or 0.0.0.0 for all`,
    EAFNOSUPPORT: `HOST is ${host}, and this system does not support such addresses: use 0.0.0.0 or 127.0.0.1`,
    EINVAL: `HOST is ${host}, which needs the zone of a network interface: add it, such as fe80::1%eth0, or use another address`,
    ENOTFOUND: `HOST is ${JSON.stringify(host)}, which is not a known host: give an address, such as 0.0.0.0, or a host name of this machine, without a port`,
  };
  const [mayPass, isLasting] = [passing[code], lasting[code]];
  if (isLasting !== undefined) return new ConfigurationError([isLasting], { cause: error });
  return mayPass === undefined ? undefined : new StartError(mayPass, { cause: error });
}
