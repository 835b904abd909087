import { ScriptedRegistry } from '@lading/conformance';
import { type Credential, createRegistryClient, type ResponseError } from '../../src/index.js';

const servers: ScriptedRegistry[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

type Reply = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

/** A registry that always gives the same challenge or refusal, and a token endpoint with one answer. */
async function start(tokenAnswer: Reply, answer: (realm: string, hasToken: boolean) => Reply): Promise<URL> {
  const tokens = await ScriptedRegistry.start(() => ({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: 'given', expires_in: 300 }),
    ...tokenAnswer,
  }));
  const realm = `${tokens.url.href}token`;
  const registry = await ScriptedRegistry.start(({ headers }) => answer(realm, headers.authorization !== undefined));
  servers.push(tokens, registry);
  return registry.url;
}

const challenge = (realm: string, error = '') => ({
  status: 401,
  headers: { 'www-authenticate': `Bearer realm="${realm}",service="s"${error && `,error="${error}"`}` },
});

async function refusalOfPush(url: URL, credentials?: Credential) {
  const repository = createRegistryClient(url, { credentials }).repository('team/app');
  const bytes = new TextEncoder().encode('{"schemaVersion":2,"manifests":[]}');
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const error = await repository.manifests.push(bytes, { mediaType, tags: ['1'] }).then(
    () => undefined,
    (each: unknown) => each as ResponseError,
  );
  if (error?.refusal === undefined) throw error;
  return error.refusal;
}

const alice = { username: 'alice', password: 'secret' };

describe('the refusal of a ResponseError', () => {
  it('names the user and the actions if the token does not suffice', async () => {
    const url = await start({ status: 200 }, (realm, has) => challenge(realm, has ? 'insufficient_scope' : ''));
    expect(await refusalOfPush(url, alice)).toEqual({
      reason: 'rights',
      host: url.host,
      username: 'alice',
      repository: 'team/app',
      actions: ['pull', 'push'],
    });
  });

  it.each([
    ['403', () => ({ status: 403 })],
    ['401', (realm: string) => challenge(realm, 'insufficient_scope')],
  ])('names only the actions that the token does not have, after a %s', async (_, refuse) => {
    const access = [{ type: 'repository', name: 'team/app', actions: ['pull'] }];
    const payload = Buffer.from(JSON.stringify({ access })).toString('base64url');
    const tokenAnswer = { status: 200, body: JSON.stringify({ token: `e30.${payload}.c2ln`, expires_in: 300 }) };
    const url = await start(tokenAnswer, (realm, has) => (has ? refuse(realm) : challenge(realm)));
    expect(await refusalOfPush(url, alice)).toMatchObject({ reason: 'rights', actions: ['push'] });
  });

  it('is about rights after a 403', async () => {
    const url = await start({ status: 200 }, (realm, has) => (has ? { status: 403 } : challenge(realm)));
    expect(await refusalOfPush(url, alice)).toMatchObject({ reason: 'rights', username: 'alice' });
  });

  it('is about the credentials if the token endpoint or the registry does not accept them', async () => {
    const byEndpoint = await start({ status: 401 }, (realm) => challenge(realm));
    expect(await refusalOfPush(byEndpoint, alice)).toMatchObject({ reason: 'credentials', host: byEndpoint.host });
    const byRegistry = await start({ status: 200 }, (realm, has) => challenge(realm, has ? 'invalid_token' : ''));
    expect(await refusalOfPush(byRegistry, alice)).toMatchObject({ reason: 'credentials', username: 'alice' });
  });

  it('says that nobody is logged in', async () => {
    const url = await start({ status: 200 }, (realm, has) => challenge(realm, has ? 'insufficient_scope' : ''));
    expect(await refusalOfPush(url)).toMatchObject({
      reason: 'anonymous',
      username: undefined,
      repository: 'team/app',
    });
  });
});
