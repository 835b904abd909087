import { createServer } from 'node:net';
import { anonymous, type TrustRule } from '@lading/core';
import { parseAccessFile, trustInput } from '../../src/index.js';
import { githubClaims, gitlabClaims, kubernetesClaims, WorkloadIssuer } from '../../src/testing/index.js';
import { ownService } from '../support/own-service.js';
import { audience, type TrustSetting, trustSetting } from './setting.js';

let issuer: WorkloadIssuer;
const settings: TrustSetting[] = [];

beforeEach(async () => {
  issuer = await WorkloadIssuer.start();
});

afterEach(async () => {
  for (const setting of settings.splice(0)) await setting.close();
  await issuer.close();
});

async function withRules(...trusts: readonly Partial<TrustRule>[]): Promise<TrustSetting> {
  const setting = await trustSetting(issuer, trusts);
  settings.push(setting);
  return setting;
}

const release = {
  claims: { repository_id: '74', repository_owner_id: '65', ref: 'refs/heads/main', event_name: 'push' },
} as const;

const github = (more: object = {}, options = {}) => issuer.sign({ aud: audience, ...githubClaims(more, options) });

describe('a token of GitHub', () => {
  it('[A89] that matches a rule has the rights of the robot, within the scopes of the rule', async () => {
    const wide = await withRules(release);
    const signedIn = await wide.signIn(github(), 'anything');
    expect(signedIn).toMatchObject({ outcome: 'signed-in', identity: { kind: 'robot', name: 'ci' } });
    expect(wide.may(signedIn, 'push', 'team/app')).toBe(true);
    expect(wide.may(signedIn, 'push', 'prod/app')).toBe(false);
    const narrow = await withRules({
      ...release,
      scopes: [{ where: ['team/app', 'prod/**'], what: ['pull'] }] as never,
    });
    const limited = await narrow.signIn(github());
    expect(narrow.may(limited, 'pull', 'team/app')).toBe(true);
    expect(narrow.may(limited, 'push', 'team/app')).toBe(false);
    expect(narrow.may(limited, 'pull', 'team/other')).toBe(false);
    expect(narrow.may(limited, 'pull', 'prod/app')).toBe(false);
  });

  it('[A89] is recorded in the audit with its issuer, its subject and the claims of the rule', async () => {
    const setting = await withRules(release);
    await setting.signIn(github());
    const { id } = setting.access.files().trusts?.[0] ?? {};
    expect(await setting.lastEntry()).toMatchObject({
      action: 'sign-in',
      actor: { kind: 'robot', name: 'ci' },
      credential: id,
      detail: {
        issuer: issuer.issuer,
        subject: 'repo:octo-org/app:ref:refs/heads/main',
        trust: 'access.trusts[0]',
        claims: release.claims,
      },
    });
  });

  it('[A90] matches with the old and with the immutable form of its subject', async () => {
    const setting = await withRules(release);
    for (const hasIdsInSubject of [false, true])
      expect(await setting.who(github({}, { hasIdsInSubject }))).toBe('robot:ci');
  });

  it.each([
    { event_name: 'pull_request' },
    { ref: 'refs/heads/other' },
    { ref: 'refs/pull/7/merge', event_name: 'pull_request' },
    { ref: 'refs/heads/main/x' },
    { ref: ' refs/heads/main' },
    { ref: ['refs/heads/other'] },
    { ref: { glob: 'refs/heads/main' } },
    { ref: undefined },
  ])('[A91] is refused with %j', async (more) => {
    expect(await (await withRules(release)).who(github(more))).toBe('refused');
  });

  it.each([[undefined], ['https://github.com/octo-org'], [''], [`${audience}/`], [[]], [['other', `x${audience}`]]])(
    '[A92] is refused with the audience %j',
    async (aud) => {
      const setting = await withRules(release);
      expect(await setting.who(issuer.sign({ ...githubClaims(), aud }))).toBe('refused');
      expect(await setting.who(issuer.sign({ ...githubClaims(), aud: ['other', audience] }))).toBe('robot:ci');
    },
  );

  it('[A93] is refused with the audience of one rule and the claims of another', async () => {
    const setting = await withRules(release, {
      audience: 'other',
      claims: { repository_id: '99', ref: 'refs/heads/main' },
      robot: 'deploy',
    });
    expect(await setting.who(github({ repository_id: '99' }))).toBe('refused');
    expect(await setting.who(issuer.sign({ ...githubClaims({ repository_id: '99' }), aud: 'other' }))).toBe(
      'robot:deploy',
    );
  });

  it('[A94] is refused if the name is the same and the owner is another', async () => {
    const setting = await withRules(release);
    expect(await setting.who(github({ repository_owner_id: '66', repository_id: '1000' }))).toBe('refused');
    expect(await setting.who(github({ repository_owner_id: '66' }))).toBe('refused');
  });

  it('[A99] is refused if rules for two robots match and the client names neither, and the audit says why', async () => {
    const setting = await withRules(release, { claims: { repository_id: '74' }, robot: 'deploy' });
    expect(await setting.who(github(), 'somebody')).toBe('refused');
    expect(await setting.lastEntry()).toMatchObject({
      action: 'sign-in.refused',
      detail: { reason: expect.stringContaining('rules for several robots match'), issuer: issuer.issuer },
    });
    expect(await setting.who(github(), 'ci')).toBe('robot:ci');
    expect(await setting.who(github(), 'deploy')).toBe('robot:deploy');
  });
});

describe('tokens of other platforms', () => {
  it('[A89] of GitLab match by project, and by protected branches, whose claim is text', async () => {
    const setting = await withRules({ claims: { project_id: '42', ref_protected: 'true', ref_type: 'branch' } });
    const token = (more: object = {}) => issuer.sign({ aud: audience, ...gitlabClaims(more) });
    expect(await setting.who(token())).toBe('robot:ci');
    expect(await setting.who(token({ ref_protected: 'false' }))).toBe('refused');
    expect(await setting.who(token({ project_id: 42 }))).toBe('robot:ci');
    expect(await setting.who(token({ project_id: '43' }))).toBe('refused');
  });

  it('[A89] of Kubernetes match by the uid of the service account, with a list as audience', async () => {
    const uid = '8a7d0e5c-6f0b-4a5e-9d51-d1a0e7a3b1f2';
    const setting = await withRules({ claims: { '/kubernetes.io/serviceaccount/uid': uid } });
    const token = (more: object = {}) => issuer.sign({ aud: [audience], ...kubernetesClaims(more) });
    expect(await setting.who(token())).toBe('robot:ci');
    expect(await setting.who(token({ 'kubernetes.io': { serviceaccount: { uid: 'x' } } }))).toBe('refused');
    expect(await setting.who(token({ 'kubernetes.io': undefined, '/kubernetes.io/serviceaccount/uid': uid }))).toBe(
      'refused',
    );
  });

  it('match globs only where a rule has one', async () => {
    const setting = await withRules(
      { claims: { repository_id: '74', ref: { glob: 'refs/tags/v*' } } },
      { claims: { repository_id: '75', ref: 'refs/tags/v*' } },
    );
    expect(await setting.who(github({ ref: 'refs/tags/v1.2' }))).toBe('robot:ci');
    expect(await setting.who(github({ ref: 'refs/tags/v1/x' }))).toBe('refused');
    expect(await setting.who(github({ repository_id: '75', ref: 'refs/tags/v1.2' }))).toBe('refused');
  });
});

describe('a token that must be refused', () => {
  it('[A95] of an unknown issuer is refused, and its issuer is not asked', async () => {
    const setting = await withRules(release);
    let connections = 0;
    const stranger = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as { port: number };
    for (const iss of [`http://127.0.0.1:${port}`, `${issuer.issuer}/`, issuer.issuer.toUpperCase(), undefined, 7])
      expect(await setting.who(github({ iss }))).toBe('refused');
    expect(issuer.requests).toBe(0);
    expect(connections).toBe(0);
    await new Promise((resolve) => stranger.close(resolve));
  });

  it('is refused if it is signed by another key, expired, not valid yet, or without its times', async () => {
    const setting = await withRules(release);
    const now = Math.floor(Date.now() / 1000);
    const other = await WorkloadIssuer.start();
    const foreign = other.sign({ ...githubClaims(), aud: audience, iss: issuer.issuer });
    await other.close();
    const [header, , signature] = github().split('.');
    const changed = [header, Buffer.from(JSON.stringify({ iss: issuer.issuer })).toString('base64url'), signature];
    for (const token of [
      foreign,
      changed.join('.'),
      github({ exp: now - 61 }),
      github({ exp: undefined }),
      github({ iat: undefined }),
      github({ iat: now + 90, exp: now + 300 }),
      github({ nbf: now + 90 }),
    ])
      expect(await setting.who(token)).toBe('refused');
    expect(await setting.who(github({ exp: now - 30 }))).toBe('robot:ci');
  });

  it('is refused if it names the registry itself as issuer, also with a rule for it', async () => {
    const iss = `https://${audience}`;
    const setting = await withRules({ ...release, issuer: iss, jwks: issuer.jwks as never });
    const token = github({ iss });
    expect(setting.access.workloads.recognizes(token)).toBe(false);
    expect(await setting.who(token)).toBe('refused');
  });

  it('is not recognized if it names a key of the registry, even if it claims another issuer', async () => {
    const setting = await withRules(release);
    const { recognizes } = setting.access.workloads;
    const { token: own } = await ownService(setting.access).issue({ identity: anonymous, address: '::1', scopes: [] });
    expect(recognizes(github())).toBe(true);
    expect(recognizes(own)).toBe(false);
    const [header] = own.split('.');
    const [, claims, signature] = github().split('.');
    const mixed = [header, claims, signature].join('.');
    expect(recognizes(mixed)).toBe(false);
    expect((await setting.access.tokens.verify(mixed)).outcome).toBe('invalid');
    for (const wrong of ['', 'x', 'a.b', `bnVsbA.${claims}.${signature}`, `.${claims}.${signature}`])
      expect(recognizes(wrong)).toBe(wrong.startsWith('bnVsbA'));
  });

  it('is compared in each claim of the rule, also in one that is called __proto__', async () => {
    const claimsWith = (value: string) => JSON.parse(`{"repository_id": "74", "__proto__": "${value}"}`);
    const given = { issuer: 'https://issuer.example.com', audience, robot: 'ci', claims: claimsWith('x') };
    const ofFile = parseAccessFile({ trusts: [given] }).trusts[0]?.claims ?? {};
    for (const claims of [ofFile, trustInput.parse(given).claims]) {
      const setting = await withRules({ claims });
      expect(await setting.who(github(claimsWith('x')))).toBe('robot:ci');
      expect(await setting.who(github(claimsWith('y')))).toBe('refused');
      expect(await setting.who(github())).toBe('refused');
    }
    const twice = JSON.parse('{"__proto__": "x", "/__proto__": "y"}');
    expect(trustInput.safeParse({ ...given, claims: twice }).success).toBe(false);
  });

  it('is refused if its claims are nested very deeply', async () => {
    const setting = await withRules(release);
    const sub = JSON.parse(`${'['.repeat(1000)}${']'.repeat(1000)}`);
    expect(await setting.who(github({ sub }))).toBe('refused');
    expect(await setting.exchange(github({ sub }))).toEqual({ outcome: 'refused' });
  });

  it('is refused if the key that it names cannot be used', async () => {
    const [{ kid }] = issuer.jwks.keys as [{ kid: string }];
    for (const key of [
      { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
      { kty: 'OKP', crv: 'Ed25519', x: 'AA' },
    ]) {
      const setting = await withRules({ ...release, jwks: { keys: [{ ...key, kid }] } as never });
      expect(await setting.who(issuer.sign({ aud: audience, ...githubClaims() }))).toBe('refused');
      const header = { alg: key.kty === 'EC' ? 'ES256' : 'EdDSA' };
      expect(await setting.who(issuer.sign({ aud: audience, ...githubClaims() }, header))).toBe('refused');
    }
  });

  it('is refused when it is older than the rule allows', async () => {
    const setting = await withRules({ ...release, maximumSeconds: 600 });
    const now = Math.floor(Date.now() / 1000);
    expect(await setting.who(github({ iat: now - 610, exp: now + 10_000 }))).toBe('refused');
    const signedIn = await setting.signIn(github({ iat: now - 300, exp: now + 10_000 }));
    expect(signedIn).toMatchObject({ outcome: 'signed-in', longestSeconds: expect.any(Number) });
    expect(signedIn.outcome === 'signed-in' && signedIn.longestSeconds).toBeLessThanOrEqual(300);
  });

  it('ends with its rule, and is refused while the robot is disabled', async () => {
    const setting = await withRules(release);
    const token = github();
    expect(await setting.who(token)).toBe('robot:ci');
    await setting.store.change(({ robots }) =>
      robots.insert({ name: 'ci', namespace: 'team/**' as never, isDisabled: true }),
    );
    await setting.access.live.refresh();
    expect(await setting.who(token)).toBe('refused');
    expect((await setting.lastEntry())?.detail).toMatchObject({
      reason: 'the robot ci is absent, disabled or expired',
    });
    setting.access.replaceFiles({});
    expect(await setting.who(token)).toBe('refused');
  });
});

describe('a rule of the database', () => {
  it('counts like one of the file, with keys of its own', async () => {
    const setting = await withRules();
    const { jwks } = issuer;
    const trust = { issuer: issuer.issuer, audience, robot: 'builder', maximumSeconds: 3600, jwks };
    await setting.store.change(async ({ robots, trusts }) => {
      await robots.insert({ name: 'builder', namespace: 'team/**' as never, isDisabled: false });
      await trusts.insert({ ...trust, claims: { repository_id: '74' } });
    });
    await setting.access.live.refresh();
    expect(await setting.who(github())).toBe('robot:builder');
    issuer.rotate({ keepsOld: true });
    expect(await setting.who(github())).toBe('refused');
    expect(issuer.requests).toBe(0);
  });
});
