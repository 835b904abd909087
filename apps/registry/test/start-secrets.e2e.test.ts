import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { ConfigurationError } from '../src/configuration/configuration-error.js';
import { loadConfiguration } from '../src/configuration/load-configuration.js';
import { useExternalDatabase } from './harness/external-database.js';
import { RegistryProcess } from './harness/registry-process.js';

const database = useExternalDatabase();
const secret = 'canary-of-the-configuration';
/** No server listens on this port. */
const nowhere = '127.0.0.1:9';
const s3 = { LADING_STORAGE: 's3', LADING_S3_BUCKET: 'blobs', LADING_S3_REGION: 'a' };

function withWrongPassword(): NodeJS.ProcessEnv {
  const url = new URL(database.url);
  url.password = secret;
  return { DATABASE_URL: url.href };
}

function withS3(): NodeJS.ProcessEnv {
  const keys = { AWS_ACCESS_KEY_ID: 'an-id', AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: secret };
  return { ...s3, ...keys, LADING_S3_ENDPOINT: `http://${nowhere}`, DATABASE_URL: database.url };
}

describe('a secret of the configuration', () => {
  it.each<[string, () => NodeJS.ProcessEnv]>([
    ['the password of the database is wrong', withWrongPassword],
    ['the database does not answer', () => ({ DATABASE_URL: `postgres://ada:${secret}@${nowhere}/lading` })],
    ['S3 does not answer', withS3],
  ])('[A117] is not in the log if %s', async (_, environmentOf) => {
    const environment = { LADING_START_TIMEOUT: '1', LADING_LOG_LEVEL: 'trace', ...environmentOf() };
    const { code, output } = await new RegistryProcess(environment, { cwd: makeTemporaryDirectory('registry') }).ended;
    expect(code).not.toBe(0);
    expect(output).toContain('lading-registry: ');
    expect(output).not.toContain(secret);
  });

  it.each<[string, NodeJS.ProcessEnv]>([
    ['DATABASE_URL', { DATABASE_URL: `postgre://ada:${secret}@${nowhere}/lading` }],
    ['LADING_S3_ENDPOINT', { ...s3, LADING_S3_ENDPOINT: `ftp://ada:${secret}@${nowhere}` }],
    ['LADING_EGRESS_PROXY', { LADING_EGRESS_PROXY: `ftp://ada:${secret}@${nowhere}` }],
    ['LADING_SEALING_KEY', { LADING_ACCESS: 'sign-in', LADING_SEALING_KEY: secret }],
    ['LADING_LOG_LEVEL', { LADING_SEALING_KYE: secret, LADING_LOG_LEVEL: 'x' }],
  ])('[A117] is not in the error about %s', (variable, environment) => {
    const error = errorOf(environment);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toContain(variable);
    expect((error as Error).message).not.toContain(secret);
  });
});

function errorOf(environment: NodeJS.ProcessEnv): unknown {
  try {
    return loadConfiguration(environment, '/');
  } catch (error) {
    return error;
  }
}
