import * as access from '../src/index.js';
import * as testing from '../src/testing/index.js';

describe('the public API', () => {
  it('is these names and no others', () => {
    expect(Object.keys(access).sort()).toEqual([
      'AccessFileError',
      'AdministrationError',
      'EventLimit',
      'HtpasswdError',
      'SealingKeyError',
      'accessFileJsonSchema',
      'accessSettings',
      'accessWarnings',
      'createAccess',
      'credentialInput',
      'fileWarnings',
      'formatDeviceScopes',
      'formatUserCode',
      'groupInput',
      'hashOfAccessFile',
      'isAddressRange',
      'openOperatorAdministration',
      'operator',
      'parseAccessFile',
      'parseDeviceScopes',
      'parseInput',
      'parseProxy',
      'parseUserCode',
      'parseYaml',
      'passwordInput',
      'policyWarnings',
      'readNamedFiles',
      'right',
      'robotInput',
      'ruleInput',
      'runPolicyCases',
      'time',
      'trustInput',
      'trustWarnings',
      'userInput',
    ]);
    expect(Object.keys(testing).sort()).toEqual([
      'ExternalIssuer',
      'LoginProvider',
      'WorkloadIssuer',
      'githubClaims',
      'gitlabClaims',
      'kubernetesClaims',
    ]);
  });
});
