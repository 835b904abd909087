import { githubClaims, WorkloadIssuer } from '../../src/testing/index.js';
import { audience, type TrustSetting, trustSetting } from './setting.js';

let issuer: WorkloadIssuer;
let setting: TrustSetting;

beforeEach(async () => {
  issuer = await WorkloadIssuer.start();
  setting = await trustSetting(issuer, [{ claims: { repository_id: '74' }, maximumSeconds: 7200 }]);
});

afterEach(async () => {
  await setting.close();
  await issuer.close();
});

const token = (more: object = {}) => issuer.sign({ aud: audience, ...githubClaims(more) });

async function secretOf(exchanging: ReturnType<TrustSetting['exchange']>): Promise<string> {
  const answer = await exchanging;
  if (answer.outcome !== 'exchanged') throw new Error(answer.outcome);
  return answer.secret;
}

describe('the exchange of a token', () => {
  it('gives a secret of the robot for an hour or for the requested time, and no longer than the rule allows', async () => {
    const answer = await setting.exchange(token());
    expect(answer).toMatchObject({ outcome: 'exchanged', robot: 'ci', expiresInSeconds: 3600 });
    expect(await setting.exchange(token(), { lifeSeconds: 60 })).toMatchObject({ expiresInSeconds: 60 });
    const secret = await secretOf(setting.exchange(token()));
    expect(secret).toMatch(/^ldx_[0-9A-Za-z]{46}$/);
    const signedIn = await setting.signIn(secret, 'ci');
    expect(signedIn).toMatchObject({ outcome: 'signed-in', identity: { kind: 'robot', name: 'ci' } });
    expect(setting.may(signedIn, 'push', 'team/app')).toBe(true);
    expect(setting.may(signedIn, 'push', 'prod/app')).toBe(false);
  });

  it('gives a secret whose end depends on the iat of the token, not on the time of the exchange', async () => {
    const now = Math.floor(Date.now() / 1000);
    for (const age of [0, 600, 7000]) {
      const answer = await setting.exchange(token({ iat: now - age, exp: now + 300 }), { lifeSeconds: 86_400 });
      if (answer.outcome !== 'exchanged') throw new Error(answer.outcome);
      expect(answer.expiresInSeconds).toBeLessThanOrEqual(7200 - age);
      expect(answer.expiresInSeconds).toBeGreaterThan(7200 - age - 120);
    }
    expect(await setting.exchange(token({ iat: now + 50, exp: now + 300 }), { lifeSeconds: 86_400 })).toMatchObject({
      expiresInSeconds: 7200,
    });
    expect(await setting.exchange(token({ iat: now - 7201, exp: now + 300 }))).toEqual({ outcome: 'refused' });
  });

  it('[A97] works once for each jti, also for two requests at once, and the token remains a password', async () => {
    const used = token();
    const outcomes = await Promise.all([setting.exchange(used), setting.exchange(used)]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['exchanged', 'used']);
    expect(await setting.exchange(token({ jti: 'one' }))).toMatchObject({ outcome: 'exchanged' });
    expect(await setting.exchange(token({ jti: 'one' }))).toEqual({ outcome: 'used' });
    const without = token({ jti: undefined });
    expect(await setting.exchange(without)).toMatchObject({ outcome: 'exchanged' });
    expect(await setting.exchange(without)).toEqual({ outcome: 'used' });
    for (const _ of [1, 2]) expect(await setting.who(used)).toBe('robot:ci');
  });

  it('is refused for a token that matches no rule or has another issuer, and for a text that is not a token', async () => {
    for (const wrong of [token({ repository_id: '75' }), 'x', '', 'a.b.c', token({ iss: 'https://other.example.com' })])
      expect(await setting.exchange(wrong)).toEqual({ outcome: 'refused' });
    expect(await setting.lastEntry()).toMatchObject({ action: 'token.exchange-refused', outcome: 'refused' });
  });

  it('is recorded a limited number of times a minute when it is refused, also from many networks', async () => {
    for (let network = 0; network < 120; network++) {
      const client = { address: `2001:db8:0:${network.toString(16)}::1` };
      for (let time = 0; time < 10; time++) await setting.access.workloads.exchange({ token: 'x', client });
    }
    await setting.access.audit.flush();
    const { items } = await setting.store.audit.read({ limit: 1200 });
    expect(items.length).toBe(1000);
  });

  it('keeps a used token no longer than any rule could accept it', async () => {
    const { exchanges } = setting.store;
    const create = exchanges.create.bind(exchanges);
    const kept: number[] = [];
    exchanges.create = (secret) => {
      kept.push(secret.tokenSeconds);
      return create(secret);
    };
    await setting.exchange(token({ exp: 1e300 }));
    expect(kept).toEqual([86_460]);
  });

  it('is recorded in the audit without the secret', async () => {
    const secret = await secretOf(setting.exchange(token()));
    const entry = await setting.lastEntry();
    expect(entry).toMatchObject({ action: 'token.exchanged', actor: { kind: 'robot', name: 'ci' }, outcome: 'done' });
    expect(JSON.stringify(entry)).not.toContain(secret.slice(4, 20));
  });
});

describe('an exchanged secret', () => {
  it('ends with its rule', async () => {
    const secret = await secretOf(setting.exchange(token()));
    expect(await setting.who(secret)).toBe('robot:ci');
    setting.access.replaceFiles({});
    expect(await setting.who(secret)).toBe('refused');
  });

  it('has no more rights when another rule takes the place of its own', async () => {
    const secret = await secretOf(setting.exchange(token()));
    const other = { issuer: issuer.issuer, audience, claims: { sub: 'x' }, maximumSeconds: 3600 };
    setting.access.replaceFiles({ trusts: [{ ...other, robot: 'ci' }] });
    expect(await setting.who(secret)).toBe('refused');
  });

  it('ends when its rule of the database is changed', async () => {
    const { store, access } = setting;
    const trust = { issuer: issuer.issuer, audience, robot: 'builder', maximumSeconds: 3600 };
    const record = await store.change(async ({ robots, trusts }) => {
      await robots.insert({ name: 'builder', namespace: 'team/**' as never, isDisabled: false });
      return trusts.insert({ ...trust, claims: { repository_owner_id: '65' } });
    });
    await access.live.refresh();
    const given = token({ repository_id: '80' });
    const secret = await secretOf(setting.exchange(given));
    expect(await setting.who(secret)).toBe('robot:builder');
    await new Promise((resolve) => setTimeout(resolve, 5));
    await store.change(({ trusts }) => trusts.replace({ ...record, claims: { repository_id: '81' } }));
    await access.live.refresh();
    expect(await setting.who(secret)).toBe('refused');
    expect(await setting.who(await secretOf(setting.exchange(token({ repository_id: '81' }))))).toBe('robot:builder');
  });

  it('is refused if its checksum is wrong', async () => {
    const secret = await secretOf(setting.exchange(token()));
    expect(await setting.who(`${secret.slice(0, -1)}${secret.endsWith('a') ? 'b' : 'a'}`)).toBe('refused');
  });
});
