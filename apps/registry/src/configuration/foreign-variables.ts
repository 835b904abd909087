import { hostname } from 'node:os';

/**
 * What Kubernetes sets in every pod for a service of its namespace (`enableServiceLinks`), after the name of the service:
 * https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables. Docker's `--link` sets the same ports.
 */
const serviceLink =
  /_SERVICE_(?:HOST|PORT(?:_\w+)?)$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT(?:_START|_END)?|ADDR|START|END))?$/;
/** Docker's `--link` also passes on every variable of the linked container: `<ALIAS>_ENV_<NAME>`. */
const linkedEnvironment = /_ENV_\w/;
/** The value of `<SERVICE>_PORT`: a port of ours is a number. */
const serviceUrl = /^(?:tcp|udp|sctp):\/\//;
/** The value of Docker's `<ALIAS>_NAME`: `/container/alias`. */
const linkedName = /^\/[^/]+\/[^/]+$/;

/** What the `lading` command reads, which may run in the same shell. */
const variablesOfTheClient = new Set([
  'LADING_REGISTRY',
  'LADING_USERNAME',
  'LADING_PASSWORD',
  'LADING_IDENTITY_TOKEN',
  'LADING_TOKEN',
]);

/** Whether another program has set a variable for its own purpose, by its name or by its value. */
export function isSetByOthers(name: string, environment: NodeJS.ProcessEnv): boolean {
  const value = environment[name] ?? '';
  if (name === 'HOST') return isNameOfShell(value, environment);
  return (
    (name.endsWith('_PORT') && serviceUrl.test(value)) ||
    (name.endsWith('_NAME') && linkedName.test(value)) ||
    serviceLink.test(name) ||
    linkedEnvironment.test(name) ||
    variablesOfTheClient.has(name)
  );
}

/**
 * tcsh exports `HOST`, the name of the machine, together with `MACHTYPE`. Nobody who starts the registry from it means to open
 * it to the network.
 */
function isNameOfShell(host: string, environment: NodeJS.ProcessEnv): boolean {
  return environment.MACHTYPE !== undefined && host === hostname();
}
