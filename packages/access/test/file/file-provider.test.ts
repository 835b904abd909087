import { parseAccessFile } from '../../src/file/access-file.js';
import { AccessFileError } from '../../src/file/access-file-error.js';
import { parseYaml } from '../../src/yaml/parse-yaml.js';

const company = { name: 'company', issuer: 'https://id.example.com/realms/company', clientId: 'lading' };

function faultsOf(providers: unknown, more: object = {}): readonly string[] {
  try {
    parseAccessFile({ providers, ...more });
    return [];
  } catch (error) {
    if (error instanceof AccessFileError) return error.faults;
    throw error;
  }
}

describe('the identity providers of a file', () => {
  it('have defaults that give no group of the registry', () => {
    expect(parseAccessFile({ providers: [company] }).providers).toEqual([
      {
        ...company,
        title: 'company',
        scopes: ['openid', 'profile', 'email'],
        nameClaim: 'preferred_username',
        groupsClaim: 'groups',
        createsUsers: true,
      },
    ]);
  });

  it('are read from YAML', () => {
    const content = parseYaml(`
      providers:
        - name: company
          title: Company account
          issuer: https://id.example.com/realms/company
          clientId: lading
          clientSecretFile: oidc-secret
          scopes: [openid, groups]
          nameClaim: upn
          groupsClaim: /resource/roles
          groups: { registry admins: admins, 'developers': dev }
          requiredClaims: { email_verified: true, groups: [staff, guests] }
          createsUsers: false
          addresses: [10.0.0.0/8]`);
    expect(parseAccessFile(content).providers[0]).toMatchObject({
      groups: { 'registry admins': 'admins', developers: 'dev' },
      requiredClaims: { email_verified: 'true', groups: ['staff', 'guests'] },
      createsUsers: false,
    });
  });

  it.each([
    [[{ ...company, name: 'A B' }], /^access\.providers\[0\]\.name: "A B" must have at most 32 lower-case letters/],
    [
      [{ ...company, issuer: 'http://id.example.com' }],
      /^access\.providers\[0\]\.issuer: "http:\S+" must be an https URL/,
    ],
    [
      [{ ...company, clientSecret: 'x' }],
      /^access\.providers\[0\]\.clientSecret: is not known; did you mean clientSecretFile/,
    ],
    [[{ ...company, scopes: ['profile'] }], /^access\.providers\[0\]\.scopes: must have openid/],
    [[{ ...company, scopes: ['openid', 'a b'] }], /^access\.providers\[0\]\.scopes\[1\]: "a b" must be a scope/],
    [
      [{ ...company, groups: { staff: 'all staff' } }],
      /^access\.providers\[0\]\.groups\.staff: "all staff" must be a name/,
    ],
    [[{ ...company, createsUsers: 'maybe' }], /^access\.providers\[0\]\.createsUsers: "maybe" must be true or false/],
    [[company, { ...company, name: 'b' }], /^access\.providers\[1\]\.issuer: "\S+" is that of another provider/],
    [
      [company, { ...company, issuer: 'https://b.example' }],
      /^access\.providers\[1\]\.name: "company" is that of another/,
    ],
  ])('must be valid: %j', (providers, fault) => {
    expect(faultsOf(providers)).toEqual([expect.stringMatching(fault)]);
  });

  it('cannot be used with the tokens of another issuer, which knows the users', () => {
    const token = {
      realm: 'https://auth.example.com',
      service: 's',
      issuer: 'i',
      jwksUrl: 'https://auth.example.com/jwks',
    };
    expect(faultsOf([company], { token })).toEqual([expect.stringMatching(/^access\.providers: must be absent/)]);
  });
});
