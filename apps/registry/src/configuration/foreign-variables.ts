import { hostname } from 'node:os';

/**
 * The ends of variables that Kubernetes sets in every pod for each service of its namespace (`enableServiceLinks`). They begin
 * with the name of the service. Docker's `--link` sets similar ones.
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
const serviceLink =
  /_SERVICE_(?:HOST|PORT(?:_\w+)?)$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT(?:_START|_END)?|ADDR|START|END))?$/;
/** Docker's `--link` also passes on every variable of the linked container: `<ALIAS>_ENV_<NAME>`. */
const linkedEnvironment = /_ENV_\w/;
/** The value of `<SERVICE>_PORT`. Our ports are numbers. */
const serviceUrl = /^(?:tcp|udp|sctp):\/\//;
/** The value of Docker's `<ALIAS>_NAME`: `/container/alias`. */
const linkedName = /^\/[^/]+\/[^/]+$/;

/** Variables of the `lading` command, which may run in the same shell. */
const variablesOfTheClient = new Set([
  'LADING_REGISTRY',
  'LADING_USERNAME',
  'LADING_PASSWORD',
  'LADING_IDENTITY_TOKEN',
  'LADING_TOKEN',
]);

/** Whether the name or the value of a variable shows that another program has set it. */
export function isSetByOthers(name: string, environment: NodeJS.ProcessEnv): boolean {
  const value = environment[name] ?? '';
  if (name === 'HOST') return isNameOfShell(value, environment) || isPlatformOfConda(value, environment);
  return (
    (name.endsWith('_PORT') && serviceUrl.test(value)) ||
    (name.endsWith('_NAME') && linkedName.test(value)) ||
    serviceLink.test(name) ||
    linkedEnvironment.test(name) ||
    variablesOfTheClient.has(name)
  );
}

/**
 * tcsh exports `HOST`, the name of the machine, together with `MACHTYPE`. That must not open the registry to the network.
 */
function isNameOfShell(host: string, environment: NodeJS.ProcessEnv): boolean {
  return environment.MACHTYPE !== undefined && host === hostname();
}

/** The compilers of conda export `HOST`, the platform that they compile for, such as `x86_64-conda-linux-gnu`. */
function isPlatformOfConda(host: string, environment: NodeJS.ProcessEnv): boolean {
  return host !== '' && host === environment.CONDA_TOOLCHAIN_HOST;
}
