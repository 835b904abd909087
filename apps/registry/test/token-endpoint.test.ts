import { tokenEndpointOf } from '../src/access/token-endpoint.js';

const defaults = { publicUrl: undefined, host: '127.0.0.1', port: 5000, tlsCertificate: undefined, basePath: '' };

describe('tokenEndpointOf', () => {
  it('has a realm for each name of the loopback address', () => {
    expect(tokenEndpointOf(defaults)).toEqual({
      realm: 'http://127.0.0.1:5000/v2/token',
      otherRealms: new Map([
        ['localhost:5000', 'http://localhost:5000/v2/token'],
        ['127.0.0.1:5000', 'http://127.0.0.1:5000/v2/token'],
        ['[::1]:5000', 'http://[::1]:5000/v2/token'],
      ]),
      service: '127.0.0.1:5000',
      issuer: 'http://127.0.0.1:5000',
    });
  });

  it.each([
    [{ host: '10.0.0.7', basePath: '/r' }, 'http://10.0.0.7:5000/r/v2/token'],
    [{ publicUrl: 'https://registry.example.com' }, 'https://registry.example.com/v2/token'],
  ])('has one realm with %j', (configuration, realm) => {
    expect(tokenEndpointOf({ ...defaults, ...configuration })).toMatchObject({ realm, otherRealms: new Map() });
  });
});
