import * as core from '../src/index.js';

describe('the public API', () => {
  it('is these names and no others', () => {
    expect(Object.keys(core).sort()).toEqual([
      'RegistryError',
      'algorithmOf',
      'allowEveryone',
      'checkOptions',
      'createDigester',
      'digestAlgorithms',
      'digestOf',
      'eachUntilAborted',
      'encodedOf',
      'findMissingReferences',
      'formatUploadRange',
      'isConditionMet',
      'isDigest',
      'isNondistributable',
      'isRegistryError',
      'isTag',
      'isVerifiable',
      'lengthOf',
      'matchesDigest',
      'maximumRanges',
      'mediaTypes',
      'nearestName',
      'parseContentRange',
      'parseDigest',
      'parseDigestAlgorithm',
      'parseManifest',
      'parseRanges',
      'parseReference',
      'parseRepositoryName',
      'parseTag',
      'parseVerifiableDigest',
      'repositoryNameLength',
      'requireReferences',
      'requireTagCondition',
      'untilAborted',
      'withoutParameters',
    ]);
  });
});
