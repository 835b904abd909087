import { parseAccessFile } from '../../src/file/access-file.js';
import { AccessFileError } from '../../src/file/access-file-error.js';
import { hashOfAccessFile } from '../../src/file/hash-of-access-file.js';
import { parseYaml } from '../../src/yaml/parse-yaml.js';

const rule = { who: ['user:ada'], where: ['team/**'], what: ['pull'] };

function faultsOf(value: unknown): readonly string[] {
  try {
    parseAccessFile(value);
    return [];
  } catch (error) {
    if (error instanceof AccessFileError) return error.faults;
    throw error;
  }
}

describe('parseAccessFile', () => {
  it('reads the whole object', () => {
    const file = parseAccessFile({
      htpasswd: '/etc/lading/htpasswd',
      groups: { dev: ['ada', 'bob'] },
      rules: [
        rule,
        {
          effect: 'deny',
          who: ['anonymous', 'authenticated', 'group:dev', 'robot:ci', 'workload:job'],
          where: ['*/{user}/**'],
          what: ['list', 'pull', 'push', 'delete', 'admin'],
          when: {
            addresses: ['10.0.0.0/8', '::1'],
            notBefore: '2026-01-01T00:00:00Z',
            notAfter: '2026-12-31T18:00:00+02:00',
          },
        },
      ],
      cases: [{ who: 'user:ada', groups: ['dev'], may: 'push', to: 'team/app', expect: 'allow' }],
      tokenService: { lifeSeconds: '600', signSeconds: 86_400, sealingKeyFiles: ['/run/secrets/key'] },
      adminPasswordFile: '/run/secrets/admin',
    });
    expect(file.rules[0]).toEqual({ ...rule, effect: 'allow' });
    expect(file.rules[1]?.when).toEqual({
      addresses: ['10.0.0.0/8', '::1'],
      notBefore: new Date('2026-01-01T00:00:00Z'),
      notAfter: new Date('2026-12-31T16:00:00Z'),
    });
    expect(file.tokenService).toEqual({ lifeSeconds: 600, signSeconds: 86_400, sealingKeyFiles: ['/run/secrets/key'] });
  });

  it('reads an external issuer with the keys of Distribution', () => {
    const issuer = { realm: 'https://auth.example.com/token', service: 'registry', issuer: 'auth' };
    const token = { ...issuer, rootcertbundle: '/etc/lading/roots.pem', signingAlgorithms: ['RS256'] };
    expect(parseAccessFile({ token }).token).toEqual({
      ...issuer,
      rootCertBundle: '/etc/lading/roots.pem',
      signingAlgorithms: ['RS256'],
    });
    expect(faultsOf({ token: { ...token, signingAlgorithms: ['HS256'] } })).toEqual([
      expect.stringMatching(/^access\.token\.signingAlgorithms\[0\]: "HS256" must be one of RS256, /),
    ]);
  });

  it('reads trust rules as YAML gives them, with each value as text', () => {
    const yaml = `
      trusts:
        - issuer: https://token.actions.githubusercontent.com
          audience: registry.example.com
          claims: { repository_id: 74, ref_protected: true }
          robot: builder
          maximumSeconds: 7200
      issuers:
        - issuer: https://kubernetes.example.com
          jwksUrl: https://kubernetes.example.com/jwks?version=1`;
    const { trusts, issuers } = parseAccessFile(parseYaml(yaml));
    expect(trusts).toEqual([
      expect.objectContaining({ maximumSeconds: 7200, claims: { repository_id: '74', ref_protected: 'true' } }),
    ]);
    expect(issuers[0]?.jwksUrl).toBe('https://kubernetes.example.com/jwks?version=1');
    expect(parseAccessFile(parseYaml(yaml.replace(/maximumSeconds.*/, ''))).trusts[0]?.maximumSeconds).toBe(3600);
    expect(faultsOf(parseYaml(yaml.replace('7200', '1d')))).toEqual([
      'access.trusts[0].maximumSeconds: "1d" must be a whole number of seconds from 60 to 86400',
    ]);
  });

  it('opens nothing by default', () => {
    expect(parseAccessFile({})).toEqual({
      groups: {},
      rules: [],
      cases: [],
      trusts: [],
      issuers: [],
      providers: [],
      tokenService: {},
    });
  });

  it.each([
    [{ rule: [] }, 'access.rule: is not known; did you mean rules?'],
    [{ rules: [{ ...rule, efect: 'deny' }] }, 'access.rules[0].efect: is not known; did you mean effect?'],
    [{ rules: [{ ...rule, effect: 'forbid' }] }, 'access.rules[0].effect: "forbid" must be allow or deny'],
    [
      { rules: [rule, { ...rule, what: ['read'] }] },
      'access.rules[1].what[0]: "read" must be list, pull, push, delete or admin',
    ],
    [
      { rules: [{ ...rule, who: ['ada'] }] },
      'access.rules[0].who[0]: "ada" must be anonymous, authenticated, or a name after user:, group:, robot: or workload:',
    ],
    [
      { rules: [{ ...rule, where: ['team/**', 'Team/x'] }] },
      'access.rules[0].where[1]: "Team/x" must be a pattern such as team/**: lower-case segments with a slash between them, where *, ** and {user} are whole segments',
    ],
    [{ rules: [{ ...rule, where: [] }] }, 'access.rules[0].where: must have at least one item'],
    [{ rules: [{ where: ['**'], what: ['pull'] }] }, 'access.rules[0].who: is missing'],
    [{ rules: rule }, 'access.rules: must be a list'],
    [
      { rules: [{ ...rule, who: 'authenticated' }] },
      'access.rules[0].who: "authenticated" must be a list; write ["authenticated"]',
    ],
    [
      { rules: [{ ...rule, who: [{ group: 'dev' }] }] },
      'access.rules[0].who[0]: must be a text; write group:dev without a space',
    ],
    [
      { rules: [{ ...rule, who: ['group: dev'] }] },
      'access.rules[0].who[0]: "group: dev" must be anonymous, authenticated, or a name after user:, group:, robot: or workload:; write group:dev without a space',
    ],
    [
      { rules: [{ ...rule, when: { weekday: '1' } }] },
      'access.rules[0].when.weekday: is not known; allowed: addresses, notBefore, notAfter',
    ],
    [
      { rules: [{ ...rule, when: { adresses: [] } }] },
      'access.rules[0].when.adresses: is not known; did you mean addresses?',
    ],
    [
      {
        token: {
          realm: 'https://auth.example.com/token',
          service: 's',
          issuer: 'i',
          jwksUrl: 'http://auth.example.com/keys',
        },
      },
      'access.token.jwksUrl: "http://auth.example.com/keys" must be a URL with https, or with http on a loopback address, and without a password',
    ],
    [
      { rules: [{ ...rule, when: { addresses: ['10.0.0.0/33'] } }] },
      'access.rules[0].when.addresses[0]: "10.0.0.0/33" must be an IP address or a CIDR range',
    ],
    [
      { rules: [{ ...rule, when: { notBefore: '2026-01-01' } }] },
      'access.rules[0].when.notBefore: "2026-01-01" must be a time with a zone, such as 2026-12-31T18:00:00Z',
    ],
    [
      { rules: [{ ...rule, when: { notBefore: '2026-01-02T00:00:00Z', notAfter: '2026-01-01T00:00:00Z' } }] },
      'access.rules[0].when.notAfter: "2026-01-01T00:00:00Z" must not be before notBefore',
    ],
    [{ groups: { 'a b': [] } }, 'access.groups.a b: has a name that is empty or contains spaces'],
    [
      { tokenService: { lifeSeconds: 5 } },
      'access.tokenService.lifeSeconds: 5 must be a whole number of seconds from 60 to 86400',
    ],
    [
      { token: { realm: 'https://auth.example.com/token', service: 's', issuer: 'i' } },
      'access.token: needs rootcertbundle, jwks or jwksUrl, so that tokens can be verified',
    ],
    [
      {
        token: { realm: 'https://auth.example.com/token', service: 's', issuer: 'i', jwks: 'keys.json' },
        tokenService: { lifeSeconds: 600 },
      },
      'access.tokenService: must be absent, because access.token names another issuer of tokens',
    ],
    ['open', 'access: "open" must be a mapping'],
    [
      { cases: [{ who: 'group:dev', may: 'pull', to: 'app', expect: 'deny' }] },
      'access.cases[0].who: "group:dev" must be anonymous, or a name after user:, robot: or workload:',
    ],
  ])('refuses %j, and names the key and the value', (value, fault) => {
    expect(faultsOf(value)).toEqual([fault]);
  });

  it('names all faults at once', () => {
    expect(faultsOf({ rules: [{ ...rule, what: ['x'], where: ['X'] }], other: 1 })).toHaveLength(3);
  });
});

describe('hashOfAccessFile', () => {
  it('is the same for the same content, and another for another', () => {
    const hash = (value: unknown) => hashOfAccessFile(parseAccessFile(value));
    expect(hash({ rules: [rule] })).toMatch(/^[0-9a-f]{64}$/);
    expect(hash({ rules: [{ what: ['pull'], where: ['team/**'], who: ['user:ada'], effect: 'allow' }] })).toBe(
      hash({ rules: [rule] }),
    );
    expect(hash({ rules: [{ ...rule, what: ['push'] }] })).not.toBe(hash({ rules: [rule] }));
  });
});
