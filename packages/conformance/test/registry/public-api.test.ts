import * as conformance from '../../src/index.js';

describe('the public API of the suite of a registry', () => {
  it('has the cases, their fixtures, and two ways to run them', () => {
    const names = [
      'RegistryContext',
      'ScriptedRegistry',
      'describeRegistry',
      'detectFeatures',
      'missingFeatures',
      'registryCases',
      'registryCategories',
      'registryFeatures',
      'requirementGroups',
      'runRegistryCases',
      'standardFeatures',
    ];
    expect(
      Object.keys(conformance)
        .filter((name) => /regist|feature|requirement/i.test(name))
        .sort(),
    ).toEqual(names);
  });
});
