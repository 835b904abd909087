import assert from 'node:assert/strict';
import { digestOf } from '@lading/core';
import { basicField, basicOnly, bearerOnly, scopeFor } from './authenticating-habits.js';
import { type ClientScene, clientCase, credentials, sawNoCredentials } from './client-case.js';
import { someBytes } from './sample.js';
import { type Habit, type RecordedRequest, type ScriptedAnswer, ScriptedRegistry } from './scripted-registry.js';

const bytes = someBytes(1000);
const digest = digestOf(bytes);

/** What a token endpoint answers. */
type Endpoint = (request: RecordedRequest) => ScriptedAnswer;

const json = { 'content-type': 'application/json' } as const;

function tokenAnswer(fields: object): ScriptedAnswer {
  return { status: 200, headers: json, body: JSON.stringify(fields) };
}

/** The scopes that a token is asked for, however they are written. */
function scopesOf({ query, body }: RecordedRequest): readonly string[] {
  const form = new URLSearchParams(body.toString());
  return [...query.getAll('scope'), ...form.getAll('scope')]
    .flatMap((text) => text.split(' '))
    .filter((scope) => scope !== '');
}

/** Gives a token that contains exactly the requested scopes. */
const honestEndpoint: Endpoint = (request) => {
  const token = Buffer.from(JSON.stringify(scopesOf(request))).toString('base64url');
  return tokenAnswer({ token, access_token: token, expires_in: 300, issued_at: new Date().toISOString() });
};

function mayBy(token: string, request: RecordedRequest): boolean {
  const granted = JSON.parse(Buffer.from(token, 'base64url').toString()) as readonly string[];
  const [resource, wanted = ''] = splitScope(scopeFor(request));
  const actions = new Set(
    granted.flatMap((scope) => (splitScope(scope)[0] === resource ? (splitScope(scope)[1]?.split(',') ?? []) : [])),
  );
  return request.path === '/v2/' || wanted.split(',').every((action) => actions.has(action));
}

function splitScope(scope: string): readonly string[] {
  const end = scope.lastIndexOf(':');
  return [scope.slice(0, end), scope.slice(end + 1)];
}

/** A registry with a blob, and a token endpoint of its own host. */
async function withTokens(
  scene: ClientScene,
  endpoint: Endpoint,
  challenge?: (realm: string, request: RecordedRequest) => string,
  isGood = mayBy,
): Promise<ScriptedRegistry> {
  const { registry, startServer } = scene;
  registry.putBlob(bytes);
  const tokens = await startServer(endpoint);
  const realm = new URL('/token', tokens.url).href;
  const usual = (request: RecordedRequest) =>
    `Bearer realm="${realm}",service="registry.example",scope="${scopeFor(request)}"`;
  registry.learn(bearerOnly((request) => challenge?.(realm, request) ?? usual(request), isGood));
  return tokens;
}

const anyToken = () => true;

export const authenticating = [
  clientCase(
    'basic',
    'sends Basic where the registry asks for it, and only then',
    ['AUTH-01'],
    async ({ registry, clientWith }) => {
      registry.putBlob(bytes);
      registry.learn(basicOnly(credentials));
      const client = clientWith({ credentials });
      await client.readBlob(digest, bytes.length);
      await client.statBlob(digest);
      assert.deepEqual(
        registry.requests.map(({ headers }) => headers.authorization),
        [undefined, basicField(credentials), basicField(credentials)],
      );
    },
  ),
  clientCase(
    'wrong-password',
    'does not try wrong credentials for long',
    ['AUTH-09'],
    async ({ registry, clientWith }) => {
      registry.learn(basicOnly({ ...credentials, password: 'another' }));
      await assert.rejects(clientWith({ credentials }).readBlob(digest, 1));
      assert.ok(registry.requests.length <= 3, `${registry.requests.length} requests`);
    },
  ),
  clientCase(
    'anonymous-basic',
    'sends nothing where Basic is asked for and nobody is logged in',
    ['AUTH-01'],
    async ({ registry, client }) => {
      registry.learn(basicOnly(credentials));
      await assert.rejects(client.readBlob(digest, 1));
      sawNoCredentials(registry);
    },
  ),
  clientCase('anonymous-token', 'gets a token for anonymous pulls', ['AUTH-05'], async (scene) => {
    const tokens = await withTokens(scene, honestEndpoint);
    await scene.client.readBlob(digest, bytes.length);
    const [request] = tokens.requests;
    assert.deepEqual(
      [request?.method, request?.query.get('service'), request?.headers.authorization],
      ['GET', 'registry.example', undefined],
    );
  }),
  clientCase(
    'token-by-get',
    'gets a token with the user and the password by GET',
    ['AUTH-05', 'AUTH-08'],
    async (scene) => {
      const tokens = await withTokens(scene, honestEndpoint);
      await scene.clientWith({ credentials }).readBlob(digest, bytes.length);
      assert.equal(tokens.asked('GET', '/token')[0]?.headers.authorization, basicField(credentials));
      for (const { headers } of scene.registry.requests) assert.ok(!headers.authorization?.startsWith('Basic'));
    },
  ),
  clientCase(
    'token-by-post',
    'gets a token by POST where the endpoint knows no GET',
    ['AUTH-10', 'AUTH-11'],
    async (scene) => {
      const tokens = await withTokens(scene, (request) => {
        if (request.method !== 'POST') return { status: 405 };
        const form = new URLSearchParams(request.body.toString());
        assert.deepEqual(
          [form.get('grant_type'), form.get('username'), form.get('password')],
          ['password', credentials.username, credentials.password],
        );
        assert.ok(form.has('service') && form.has('client_id'));
        const { access_token, expires_in } = JSON.parse(String(honestEndpoint(request).body));
        return tokenAnswer({ access_token, expires_in, scope: form.get('scope') });
      });
      await scene.clientWith({ credentials }).readBlob(digest, bytes.length);
      assert.equal(tokens.asked('POST', '/token').length, 1);
    },
  ),
  clientCase(
    'access-token-alone',
    'takes access_token where there is no token',
    ['AUTH-07', 'AUTH-08'],
    async (scene) => {
      await withTokens(scene, (request) =>
        tokenAnswer({ access_token: JSON.parse(String(honestEndpoint(request).body)).token }),
      );
      await scene.client.readBlob(digest, bytes.length);
    },
  ),
  clientCase('empty-token', 'refuses a token endpoint that gives no token', ['AUTH-07'], async (scene) => {
    for (const body of ['{}', '{"token":""}', 'null', '<html>', '{"token":"a\\r\\nx: y"}']) {
      await withTokens(scene, () => ({ status: 200, headers: json, body }), undefined, anyToken);
      await assert.rejects(scene.clientWith({}).readBlob(digest, bytes.length));
    }
  }),
  clientCase('endless-token', 'does not read the answer of a token endpoint without end', [], async (scene) => {
    await withTokens(scene, () => tokenAnswer({ token: 'x'.repeat(4_000_000) }), undefined, anyToken);
    await assert.rejects(scene.client.readBlob(digest, bytes.length));
  }),
  clientCase('challenge-forms', 'reads challenges in every form that the grammar has', ['AUTH-04'], async (scene) => {
    const forms: readonly ((realm: string, scope: string) => string)[] = [
      (realm, scope) => `bearer Realm="${realm}" , SERVICE="s\\"x" , scope="${scope}"`,
      (realm, scope) => `Basic realm="a, Bearer realm=\\"no\\"", Bearer realm="${realm}",service="s",scope="${scope}"`,
      (realm, scope) => `Negotiate, NTLM abc==, Bearer scope="${scope}",realm="${realm}"`,
      (realm, scope) => `Bearer realm="${realm}" service="s" scope="${scope}"`,
      (realm, scope) => `Bearer realm="${realm}",service=plain,scope="${scope}",extra="a,b=\\"c\\""`,
    ];
    for (const form of forms) {
      await withTokens(scene, honestEndpoint, (realm, request) => form(realm, scopeFor(request)));
      await scene.clientWith({}).readBlob(digest, bytes.length);
    }
  }),
  clientCase('scope-grows', 'asks for more when a token is not enough', ['AUTH-04', 'AUTH-13'], async (scene) => {
    const tokens = await withTokens(scene, honestEndpoint);
    const client = scene.clientWith({ credentials });
    await client.readBlob(digest, bytes.length);
    await client.pushBlob(someBytes(10));
    await client.statBlob(digest);
    const asked = tokens.requests.map((request) => scopesOf(request).join(' '));
    assert.ok(
      asked.some((scope) => /:(?:pull,push|push,pull)$/.test(scope)),
      asked.join('; '),
    );
    assert.ok(tokens.requests.length <= 3, `${tokens.requests.length} token requests`);
  }),
  clientCase(
    'scope-of-another-name',
    'asks for the scope that the registry names where that is of another name',
    ['AUTH-13'],
    async (scene) => {
      const mapped = 'repository:virtual/team/app:pull';
      const tokens = await withTokens(
        scene,
        honestEndpoint,
        (realm) => `Bearer realm="${realm}",service="s",scope="${mapped}"`,
        (token) => (JSON.parse(Buffer.from(token, 'base64url').toString()) as readonly string[]).includes(mapped),
      );
      await scene.client.readBlob(digest, bytes.length);
      await scene.client.statBlob(digest);
      assert.equal(tokens.requests.length, 1);
    },
  ),
  clientCase('one-token-request', 'asks for a token once for many calls that wait', [], async (scene) => {
    const tokens = await withTokens(scene, honestEndpoint);
    await Promise.all(Array.from({ length: 20 }, () => scene.client.readBlob(digest, bytes.length)));
    assert.equal(tokens.requests.length, 1);
  }),
  clientCase('expired-token', 'gets another token when the one it has is refused', ['AUTH-14'], async (scene) => {
    let generation = 1;
    const token = () => `generation-${generation}`;
    const challenge = (realm: string, request: RecordedRequest) =>
      `Bearer realm="${realm}",service="s",scope="${scopeFor(request)}"${request.headers.authorization === undefined ? '' : ',error="invalid_token"'}`;
    const tokens = await withTokens(
      scene,
      () => tokenAnswer({ token: token(), expires_in: 3600 }),
      challenge,
      (sent) => sent === token(),
    );
    await scene.client.readBlob(digest, bytes.length);
    generation = 2;
    await scene.client.readBlob(digest, bytes.length);
    assert.equal(tokens.requests.length, 2);
  }),
  clientCase('never-enough', 'does not ask for ever where no token is enough', ['AUTH-09'], async (scene) => {
    const tokens = await withTokens(
      scene,
      honestEndpoint,
      (realm, request) => `Bearer realm="${realm}",service="s",scope="${scopeFor(request)}",error="insufficient_scope"`,
      () => false,
    );
    await assert.rejects(scene.client.readBlob(digest, bytes.length));
    assert.ok(tokens.requests.length <= 4 && scene.registry.requests.length <= 4);
  }),
  clientCase(
    'refused-login',
    'tells that a token endpoint knows the password not, and asks it few times',
    ['AUTH-09'],
    async (scene) => {
      const tokens = await withTokens(scene, () => ({ status: 401, body: '{}' }));
      await assert.rejects(scene.clientWith({ credentials }).readBlob(digest, bytes.length));
      assert.ok(tokens.requests.length <= 2, `${tokens.requests.length} token requests`);
    },
  ),
  clientCase(
    'unsafe-realm',
    'sends no credentials to a realm where a registry has no business',
    ['AUTH-15'],
    async ({ registry, clientWith }) => {
      const realms = [
        'http://169.254.169.254/token',
        'http://[fd00:ec2::254%25]/x',
        'http://0.0.0.0/token',
        'file:///etc/passwd',
        'http://2852039166/token',
        'ftp://127.0.0.1/',
        '',
      ];
      for (const realm of realms) {
        registry.learn(
          bearerOnly(
            () => `Bearer realm="${realm}",service="s"`,
            () => false,
          ),
        );
        await assert.rejects(clientWith({ credentials }).readBlob(digest, 1), realm);
      }
      sawNoCredentials(registry);
    },
  ),
  clientCase(
    'realm-redirects-away',
    'takes no credentials along where a token endpoint redirects to another host',
    ['AUTH-15'],
    async (scene) => {
      const thief = await scene.startServer(honestEndpoint as Habit);
      await withTokens(scene, () => ({ status: 307, headers: { location: new URL('/steal', thief.url).href } }));
      await assert.rejects(scene.clientWith({ credentials }).readBlob(digest, bytes.length));
      sawNoCredentials(thief);
    },
  ),
  clientCase('mount-scopes', 'asks for the source of a mount too', ['AUTH-13', 'MNT-01'], async (scene) => {
    const tokens = await withTokens(scene, honestEndpoint);
    assert.equal(await scene.clientWith({ credentials }).mountBlob(digest, 'other/source'), true);
    const scopes = tokens.requests.flatMap(scopesOf);
    assert.ok(scopes.includes('repository:other/source:pull'), scopes.join(' '));
  }),
];
