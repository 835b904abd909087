import * as client from '../src/index.js';

describe('the public API', () => {
  it('is these names and no others', () => {
    expect(Object.keys(client).sort()).toEqual([
      'ClientError',
      'ConnectionError',
      'DigestMismatchError',
      'ResponseError',
      'TimeoutError',
      'UploadRangeError',
      'copy',
      'createRegistryClient',
      'credentialStore',
      'credentialsFromEnvironment',
      'entriesForPlatforms',
      'fallbackTagOf',
      'fileSource',
      'firstOf',
      'formatImageReference',
      'imageArchiveTarget',
      'imageLayout',
      'isClientError',
      'isForPlatform',
      'isResponseError',
      'isToolTag',
      'openImageArchive',
      'parseCredentialName',
      'parseImageReference',
      'parseRegistryHost',
      'parseRepositoryReference',
      'platformOf',
      'pullArtifact',
      'pushArtifact',
      'registryAddress',
      'registryImage',
      'unpack',
      'uploadJournal',
      'visibleText',
      'visibleUrl',
    ]);
  });

  it('knows its errors by a brand and not by their class', () => {
    const brand = Symbol.for('@lading/client-error');
    expect(client.isClientError({ [brand]: true, kind: 'timeout' }, 'timeout')).toBe(true);
    expect(client.isResponseError({ [brand]: true, kind: 'response', status: 404, code: 'X' }, 404)).toBe(true);
    for (const other of [undefined, null, 'x', new Error('x'), {}]) expect(client.isClientError(other)).toBe(false);
  });
});
