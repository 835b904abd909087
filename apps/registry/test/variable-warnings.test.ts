import { hostname } from 'node:os';
import { loadConfiguration } from '../src/configuration/load-configuration.js';
import { variableWarnings } from '../src/configuration/variable-warnings.js';

const unknown = 'is ignored: the registry does not know it';

/** The variables that Kubernetes sets for a service with a port: https://kubernetes.io/docs/concepts/services-networking/service/. */
function serviceLinks(service: string, port: number): NodeJS.ProcessEnv {
  const url = `tcp://10.0.0.7:${port}`;
  return {
    [`${service}_SERVICE_HOST`]: '10.0.0.7',
    [`${service}_SERVICE_PORT`]: String(port),
    [`${service}_SERVICE_PORT_HTTP_METRICS`]: String(port),
    [`${service}_PORT`]: url,
    [`${service}_PORT_${port}_TCP`]: url,
    [`${service}_PORT_${port}_TCP_PROTO`]: 'tcp',
    [`${service}_PORT_${port}_TCP_PORT`]: String(port),
    [`${service}_PORT_${port}_TCP_ADDR`]: '10.0.0.7',
  };
}

describe('variables that other programs have set', () => {
  it.each(['LADING', 'LADING_REGISTRY', 'LADING_DB', 'LADING_STORAGE', 'LADING_WORKERS', 'LADING_S3'])(
    'are ignored without a word if they are the service links of %s',
    (service) => {
      const environment = serviceLinks(service, 5000);
      expect(variableWarnings(environment)).toEqual([]);
      expect(loadConfiguration(environment)).toEqual(loadConfiguration({}));
    },
  );

  it('are ignored if Docker sets them for a container that is linked as lading', () => {
    const environment = {
      ...serviceLinks('LADING', 5000),
      LADING_NAME: '/web/lading',
      LADING_ENV_LADING_WORKERS: 'two',
      LADING_ENV_PORT: '5000',
    };
    expect(variableWarnings(environment)).toEqual([]);
  });

  it('are ignored with a warning if they have the name of a key', () => {
    const environment = serviceLinks('LADING_METRICS', 9090);
    expect(loadConfiguration(environment).metricsPort).toBeUndefined();
    expect(variableWarnings(environment)).toEqual([
      'LADING_METRICS_PORT is ignored: Kubernetes or Docker has set it for a service of that name; give a port number',
    ]);
  });

  it('are ignored if they are settings of the lading command', () => {
    expect(variableWarnings({ LADING_USERNAME: 'me', LADING_PASSWORD: 'canary', LADING_TOKEN: 'canary' })).toEqual([]);
  });

  it('do not open the registry to the network, as the HOST of tcsh would', () => {
    const ofTcsh = { HOST: hostname(), MACHTYPE: 'x86_64', OSTYPE: 'linux' };
    expect(loadConfiguration(ofTcsh).host).toBe('127.0.0.1');
    expect(variableWarnings(ofTcsh)).toEqual([
      expect.stringMatching(/^HOST is ignored: the shell or conda has set it/),
    ]);
    expect(loadConfiguration({ ...ofTcsh, HOST: '0.0.0.0' }).host).toBe('0.0.0.0');
    expect(loadConfiguration({ HOST: hostname() }).host).toBe(hostname());
  });

  it('do not end the start with the HOST of conda, which is a platform', () => {
    const ofConda = { HOST: 'x86_64-conda-linux-gnu', CONDA_TOOLCHAIN_HOST: 'x86_64-conda-linux-gnu' };
    expect(loadConfiguration(ofConda).host).toBe('127.0.0.1');
    expect(variableWarnings(ofConda)).toEqual([expect.stringMatching(/^HOST is ignored/)]);
    expect(loadConfiguration({ ...ofConda, HOST: '0.0.0.0' }).host).toBe('0.0.0.0');
  });

  it('cause no warning if their names only resemble ours', () => {
    expect(variableWarnings({ HOSTS: 'a', POST: 'b', HOME: '/', WORKERS: '2', DATABASE_HOST: 'c' })).toEqual([]);
  });
});

describe('a variable that is probably meant for the registry', () => {
  it.each([
    ['LADING_WORKER', 'LADING_WORKERS'],
    ['LADING_METRIC_PORT', 'LADING_METRICS_PORT'],
    ['LADING_PORT', 'PORT'],
    ['LADING_HOST', 'HOST'],
    ['LADING_DATABASE_URL', 'DATABASE_URL'],
    ['lading_workers', 'LADING_WORKERS'],
    ['LADNIG_DATA_DIR', 'LADING_DATA_DIR'],
    ['DATABASE_URI', 'DATABASE_URL'],
  ])('causes a warning with the correct name: %s', (name, meant) => {
    expect(variableWarnings({ [name]: '5000' })).toEqual([`${name} ${unknown}; did you mean ${meant}?`]);
  });

  it('causes a warning without a suggestion if no key is similar', () => {
    expect(variableWarnings({ LADING_COLOUR_OF_THE_SHED: 'canary' })).toEqual([`LADING_COLOUR_OF_THE_SHED ${unknown}`]);
  });

  it('does not prevent the start', () => {
    expect(loadConfiguration({ LADING_WORKER: '2' })).toEqual(loadConfiguration({}));
  });
});
