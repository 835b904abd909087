import { operator } from '@lading/access';
import { type Management, problemOf, startManagement } from './support/start-management.js';

let management: Management;

beforeAll(async () => {
  management = await startManagement();
  management.access.replaceFiles({
    trusts: [{ ...rule, robot: 'of-file', maximumSeconds: 3600 }],
  });
});
afterAll(() => management.stop());

const rule = {
  issuer: 'https://token.actions.githubusercontent.com',
  audience: 'registry.test',
  claims: { repository_id: '74', ref: { glob: 'refs/tags/v*' } },
  robot: 'builder',
};

const post = (body: unknown) => management.call('alice', 'POST', '/api/v1/trusts', body);

describe('/api/v1/trusts', () => {
  it('keeps a rule, whose longest life is an hour by default', async () => {
    const response = await post({ ...rule, description: 'releases' });
    expect(response.status).toBe(201);
    const created = (await response.json()) as { id: string };
    expect(created).toMatchObject({ ...rule, description: 'releases', maximumSeconds: 3600, warnings: [] });
    const found = await management.call('alice', 'GET', `/api/v1/trusts/${created.id}`);
    expect(await found.json()).toEqual(created);
    const stale = await fetch(`${management.url}/api/v1/trusts/${created.id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${management.secrets.alice}`, 'if-match': '"7"' },
    });
    expect(stale.status).toBe(412);
  });

  it.each([
    ['no claim', { claims: {} }],
    ['no claims', { claims: undefined }],
    ['only a claim that every token has', { claims: { aud: 'registry.test' } }],
    ['only a claim that every token has, by a pointer', { claims: { '/aud/0': 'registry.test' } }],
    ['only the issuer, by a pointer', { claims: { '/iss': rule.issuer } }],
    ['a glob that matches every segment', { claims: { sub: { glob: '*' } } }],
    ['a glob that matches every path of two segments', { claims: { sub: { glob: '*/*' } } }],
    ['an empty value', { claims: { sub: '' } }],
    ['an empty list', { claims: { sub: [] } }],
    ['no audience', { audience: undefined }],
    ['an empty audience', { audience: '' }],
    ['the issuer of the bearer tokens of the registry', { issuer: 'https://registry.test' }],
    ['an issuer without https', { issuer: 'http://issuer.example.com' }],
    ['an issuer with a password', { issuer: 'https://user:secret@issuer.example.com' }],
    ['an issuer that is not a URL', { issuer: 'issuer' }],
    ['a very long life', { maximumSeconds: 86_401 }],
    ['a private key', { jwks: { keys: [{ kty: 'EC', kid: 'a', crv: 'P-256', x: 'x', y: 'y', d: 'secret' }] } }],
    ['a key without an id', { jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] } }],
    ['an unknown member', { isAdmin: true }],
  ])('[A100] refuses a rule with %s', async (_, more) => {
    const response = await post({ ...rule, ...more });
    expect(response.status).toBe(400);
    expect(JSON.stringify(await problemOf(response))).not.toContain('secret');
  });

  it('warns about a rule that matches names only', async () => {
    const claims = { repository: 'octo-org/app', ref: 'refs/heads/main' };
    const { warnings } = (await (await post({ ...rule, claims })).json()) as { warnings: string[] };
    expect(warnings).toEqual([expect.stringContaining('matches names only')]);
  });

  it('shows the rules of the file to administrators, who cannot change them', async () => {
    const response = await management.call('root', 'GET', '/api/v1/file-trusts');
    const { items } = (await response.json()) as { items: { id: string; place: number }[] };
    expect(items).toMatchObject([{ ...rule, robot: 'of-file', place: 0 }]);
    const id = items[0]?.id;
    expect((await management.call('root', 'DELETE', `/api/v1/trusts/${id}`)).status).toBe(409);
    expect((await management.call('alice', 'DELETE', `/api/v1/trusts/${id}`)).status).toBe(404);
    expect(await (await management.call('alice', 'GET', '/api/v1/file-trusts')).json()).toEqual({ items: [] });
  });

  it('says which rules match the claims of a token, which nearly match, and why', async () => {
    const { trusts } = management.access.administration;
    const own = await trusts.create(operator, { ...rule, audience: 'explained' });
    const near = await trusts.create(operator, { ...rule, audience: 'explained', claims: { repository_id: '75' } });
    await trusts.create(operator, { ...rule, robot: 'foreign' });
    const claims = { iss: rule.issuer, aud: 'explained', repository_id: '74', ref: 'refs/tags/v1' };
    const response = await management.call('alice', 'POST', '/api/v1/trusts/explain', { claims });
    const { robot, text, rules } = (await response.json()) as {
      robot: string;
      text: string;
      rules: { rule: { robot: string } }[];
    };
    expect(robot).toBe('builder');
    expect(text).toContain(`The token signs in the robot builder, by ${own.id}.`);
    expect(text).toContain(`${near.id} nearly matches: repository_id must be "75" and is "74".`);
    expect(rules.map((each) => each.rule.robot)).not.toContain('foreign');
  });

  it('refuses to explain claims that are nested very deeply', async () => {
    const sub = JSON.parse(`${'['.repeat(1000)}${']'.repeat(1000)}`);
    const claims = { iss: rule.issuer, sub };
    const response = await management.call('alice', 'POST', '/api/v1/trusts/explain', { claims });
    expect(response.status).toBe(400);
  });

  it('deletes the rules for a robot with the robot', async () => {
    const { robots, trusts } = management.access.administration;
    await robots.put(operator, 'short-lived', { namespace: 'team/**' });
    const { id } = await trusts.create(operator, { ...rule, robot: 'short-lived' });
    await robots.delete(operator, 'short-lived');
    expect((await management.call('root', 'GET', `/api/v1/trusts/${id}`)).status).toBe(404);
  });
});
