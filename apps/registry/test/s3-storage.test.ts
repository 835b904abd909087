import { clientsExcept } from '../src/application/clients-except.js';
import { loadConfiguration } from '../src/configuration/load-configuration.js';
import { s3Options } from '../src/storage/open-blob-store.js';

const bucket = { LADING_STORAGE: 's3', LADING_S3_BUCKET: 'blobs' };

describe('s3Options', () => {
  it('leaves to the store, and to the SDK, what the configuration does not say', () => {
    const options = s3Options(loadConfiguration(bucket));
    expect(options).toMatchObject({ bucket: 'blobs', prefix: '', pathStyle: false, partSize: 8_388_608 });
    for (const name of ['region', 'endpoint', 'publicEndpoint', 'credentials', 'encryption', 'timeouts'])
      expect(options).not.toHaveProperty(name);
  });

  it('passes on the settings of the configuration', () => {
    const environment = {
      ...bucket,
      LADING_S3_PREFIX: 'a/b/',
      LADING_S3_REGION: 'eu-central-1',
      LADING_S3_ENDPOINT: 'http://s3:9000',
      LADING_S3_PUBLIC_ENDPOINT: 'https://s3.example.com',
      LADING_S3_PATH_STYLE: 'true',
      LADING_S3_ENCRYPTION: 'aws:kms',
      LADING_S3_KMS_KEY: 'a-key',
      LADING_S3_CHECKSUMS: 'when-required',
      LADING_S3_PART_BYTES: '16777216',
      LADING_S3_PARTS_AT_ONCE: '2',
      LADING_S3_CONNECTIONS: '50',
      LADING_S3_ATTEMPTS: '3',
    };
    expect(s3Options(loadConfiguration(environment))).toEqual({
      bucket: 'blobs',
      prefix: 'a/b/',
      region: 'eu-central-1',
      endpoint: 'http://s3:9000',
      publicEndpoint: 'https://s3.example.com',
      pathStyle: true,
      encryption: { algorithm: 'aws:kms', keyId: 'a-key' },
      checksums: 'when-required',
      partSize: 16_777_216,
      partsAtOnce: 2,
      maximumConnections: 50,
      maximumAttempts: 3,
    });
  });
});

describe('clientsExcept', () => {
  const mayFollow = (...ranges: string[]) => {
    const follows = clientsExcept(ranges);
    return (address: string) => follows({ address, userAgent: undefined });
  };

  it('lets everybody follow where nobody is named', () => {
    expect(mayFollow()('10.1.2.3')).toBe(true);
  });

  it.each([
    ['10.1.2.3', false],
    ['::ffff:10.1.2.3', false],
    ['11.1.2.3', true],
    ['192.0.2.7', false],
    ['192.0.2.8', true],
    ['2001:db8::1', false],
    ['2001:db9::1', true],
    ['', true],
  ])('tells %s by its range: %s', (address, follows) => {
    expect(mayFollow('10.0.0.0/8', '192.0.2.7', '2001:db8::/32')(address)).toBe(follows);
  });
});
