import { operator } from '@lading/access';
import { controllers } from '../src/module/controllers.js';
import { routesOf } from '../src/route/routes.js';
import { type Management, problemOf, startManagement } from './support/start-management.js';

let management: Management;

beforeAll(async () => {
  management = await startManagement();
});
afterAll(() => management.stop());

type Who = 'nobody' | 'robot' | 'bob' | 'alice' | 'root';

interface Row {
  /** The path with the parameters of the request; the path of the route if absent. `{id}` is what `prepare` returns. */
  readonly path?: string;
  readonly body?: unknown;
  readonly prepare?: () => Promise<string>;
  /** Nobody gets 401 and a robot 403, unless the row says otherwise. */
  readonly answers: Readonly<Partial<Record<Who, number>> & Record<'bob' | 'alice' | 'root', number>>;
}

const everybody = { bob: 200, alice: 200, root: 200 };
const administrators = (status: number, others = 403) => ({ bob: others, alice: others, root: status });
const managers = (status: number, others = 404) => ({ bob: others, alice: status, root: status });

const description = 'for a row';
const inTeam = { effect: 'allow', who: ['user:bob'], where: ['team/app'], what: ['pull'] };
const elsewhere = { ...inTeam, where: ['other/app'] };

let made = 0;
const unused = () => {
  made += 1;
  return `new-${made}`;
};

async function newUser(): Promise<string> {
  const name = unused();
  await management.access.administration.users.put(operator, name, {});
  return name;
}

async function newGroup(): Promise<string> {
  const name = unused();
  await management.access.administration.groups.put(operator, name, {});
  return name;
}

const newRobot = (namespace: string) => async () => {
  const name = unused();
  await management.access.administration.robots.put(operator, name, { namespace });
  return name;
};

const newSecret = (robot: string) => async () => {
  const { robotSecrets } = management.access.administration;
  const known = await robotSecrets.list(operator, robot);
  for (const { id } of known.slice(1)) await robotSecrets.revoke(operator, robot, id);
  return (await robotSecrets.create(operator, robot, { description })).credential.id;
};

const newToken = (user: string) => async () =>
  (await management.access.administration.personalTokens.create(operator, user, { description })).credential.id;

const newRule = (rule: typeof inTeam) => async () =>
  (await management.access.administration.rules.create(operator, rule as never)).id;

const trustOf = (robot: string) => ({
  issuer: 'https://issuer.example.com',
  audience: 'registry.test',
  claims: { repository_id: '74' },
  robot,
});

const newTrust = (robot: string) => async () =>
  (await management.access.administration.trusts.create(operator, trustOf(robot))).id;

const newSession = (user: string) => async () =>
  (await management.access.sessions.create({ kind: 'user', name: user }, { address: '127.0.0.1' })).session.id;

const newKey = async () => {
  await management.access.administration.keys.rotate(operator);
  return (await management.access.administration.keys.list(operator)).at(-1)?.kid ?? '';
};

/** Who may do what. A route has several rows if it is about one's own, about a foreign thing and about an absent one. */
const table: Readonly<Record<string, readonly Row[]>> = {
  'GET /api/v1/me': [{ answers: everybody }],
  'GET /api/v1/openapi.json': [{ answers: { nobody: 200, robot: 200, ...everybody } }],
  'GET /api/v1/sign-in/providers': [{ answers: { nobody: 200, robot: 200, ...everybody } }],

  'GET /api/v1/users': [{ answers: administrators(200) }],
  'GET /api/v1/users/:name': [
    { path: '/api/v1/users/bob', answers: { bob: 200, alice: 404, root: 200 } },
    { path: '/api/v1/users/absent', answers: { bob: 404, alice: 404, root: 404 } },
  ],
  'PUT /api/v1/users/:name': [
    { path: '/api/v1/users/bob', body: {}, answers: administrators(200) },
    { path: '/api/v1/users/{id}', prepare: async () => unused(), body: {}, answers: administrators(201) },
  ],
  'DELETE /api/v1/users/:name': [{ path: '/api/v1/users/{id}', prepare: newUser, answers: administrators(204) }],
  'PUT /api/v1/users/:name/password': [
    {
      path: '/api/v1/users/{id}/password',
      prepare: newUser,
      body: { password: 'a long new password' },
      answers: administrators(204, 404),
    },
    {
      path: '/api/v1/users/bob/password',
      body: { password: 'correct horse battery staple' },
      answers: { bob: 403, alice: 404, root: 204 },
    },
  ],
  'DELETE /api/v1/users/:name/sessions': [
    { path: '/api/v1/users/bob/sessions', answers: { bob: 204, alice: 404, root: 204 } },
  ],

  'GET /api/v1/groups': [{ answers: administrators(200) }],
  'GET /api/v1/groups/:name': [{ path: '/api/v1/groups/{id}', prepare: newGroup, answers: administrators(200, 404) }],
  'PUT /api/v1/groups/:name': [
    {
      path: '/api/v1/groups/{id}',
      prepare: async () => unused(),
      body: { members: ['bob'] },
      answers: administrators(201),
    },
  ],
  'DELETE /api/v1/groups/:name': [{ path: '/api/v1/groups/{id}', prepare: newGroup, answers: administrators(204) }],

  'GET /api/v1/robots': [{ answers: everybody }],
  'GET /api/v1/robots/:name': [
    { path: '/api/v1/robots/builder', answers: managers(200) },
    { path: '/api/v1/robots/foreign', answers: { bob: 404, alice: 404, root: 200 } },
  ],
  'PUT /api/v1/robots/:name': [
    { path: '/api/v1/robots/builder', body: { namespace: 'team/**' }, answers: managers(200) },
    { path: '/api/v1/robots/foreign', body: { namespace: 'other/**' }, answers: { bob: 404, alice: 404, root: 200 } },
    {
      path: '/api/v1/robots/{id}',
      prepare: async () => unused(),
      body: { namespace: 'team/**' },
      answers: managers(201),
    },
    {
      path: '/api/v1/robots/{id}',
      prepare: async () => unused(),
      body: { namespace: '**' },
      answers: { bob: 404, alice: 403, root: 201 },
    },
  ],
  'DELETE /api/v1/robots/:name': [
    { path: '/api/v1/robots/{id}', prepare: newRobot('team/a'), answers: managers(204) },
    { path: '/api/v1/robots/{id}', prepare: newRobot('other/a'), answers: { bob: 404, alice: 404, root: 204 } },
  ],
  'GET /api/v1/robots/:name/secrets': [
    { path: '/api/v1/robots/builder/secrets', answers: managers(200) },
    { path: '/api/v1/robots/foreign/secrets', answers: { bob: 404, alice: 404, root: 200 } },
  ],
  'POST /api/v1/robots/:name/secrets': [
    { path: '/api/v1/robots/{id}/secrets', prepare: newRobot('team/a'), body: { description }, answers: managers(201) },
    {
      path: '/api/v1/robots/{id}/secrets',
      prepare: newRobot('other/a'),
      body: { description },
      answers: { bob: 404, alice: 404, root: 201 },
    },
  ],
  'DELETE /api/v1/robots/:name/secrets/:id': [
    { path: '/api/v1/robots/builder/secrets/{id}', prepare: newSecret('builder'), answers: managers(204) },
    {
      path: '/api/v1/robots/foreign/secrets/{id}',
      prepare: newSecret('foreign'),
      answers: { bob: 404, alice: 404, root: 204 },
    },
  ],

  'GET /api/v1/tokens': [
    { answers: everybody },
    { path: '/api/v1/tokens?user=bob', answers: { bob: 200, alice: 404, root: 200 } },
  ],
  'POST /api/v1/tokens': [
    { body: { description, expiresAt: 'SOON' }, answers: { bob: 201, alice: 201, root: 201 } },
    { body: { description, expiresAt: 'SOON', user: 'bob' }, answers: { bob: 201, alice: 404, root: 201 } },
  ],
  'GET /api/v1/tokens/:id': [
    { path: '/api/v1/tokens/{id}', prepare: newToken('bob'), answers: { bob: 200, alice: 404, root: 200 } },
  ],
  'DELETE /api/v1/tokens/:id': [
    { path: '/api/v1/tokens/{id}', prepare: newToken('bob'), answers: { bob: 204, alice: 404, root: 204 } },
  ],

  'GET /api/v1/rules': [{ answers: everybody }],
  'POST /api/v1/rules': [
    { body: inTeam, answers: { bob: 403, alice: 201, root: 201 } },
    { body: elsewhere, answers: administrators(201) },
  ],
  'GET /api/v1/rules/:id': [
    { path: '/api/v1/rules/{id}', prepare: newRule(inTeam), answers: managers(200) },
    { path: '/api/v1/rules/{id}', prepare: newRule(elsewhere), answers: administrators(200, 404) },
  ],
  'PUT /api/v1/rules/:id': [
    { path: '/api/v1/rules/{id}', prepare: newRule(inTeam), body: inTeam, answers: managers(200) },
    {
      path: '/api/v1/rules/{id}',
      prepare: newRule(inTeam),
      body: elsewhere,
      answers: { bob: 404, alice: 403, root: 200 },
    },
    { path: '/api/v1/rules/{id}', prepare: newRule(elsewhere), body: inTeam, answers: administrators(200, 404) },
    { path: '/api/v1/rules/file:0', body: inTeam, answers: administrators(409, 404) },
  ],
  'DELETE /api/v1/rules/:id': [
    { path: '/api/v1/rules/{id}', prepare: newRule(inTeam), answers: managers(204) },
    { path: '/api/v1/rules/{id}', prepare: newRule(elsewhere), answers: administrators(204, 404) },
    { path: '/api/v1/rules/file:0', answers: administrators(409, 404) },
  ],
  'GET /api/v1/file-rules': [{ answers: everybody }],

  'GET /api/v1/trusts': [{ answers: everybody }],
  'POST /api/v1/trusts': [
    { body: trustOf('builder'), answers: managers(201) },
    { body: trustOf('foreign'), answers: administrators(201, 404) },
    { body: trustOf('absent'), answers: { bob: 404, alice: 404, root: 404 } },
  ],
  'POST /api/v1/trusts/explain': [{ body: { claims: { iss: 'https://issuer.example.com' } }, answers: everybody }],
  'GET /api/v1/trusts/:id': [
    { path: '/api/v1/trusts/{id}', prepare: newTrust('builder'), answers: managers(200) },
    { path: '/api/v1/trusts/{id}', prepare: newTrust('foreign'), answers: administrators(200, 404) },
  ],
  'PUT /api/v1/trusts/:id': [
    { path: '/api/v1/trusts/{id}', prepare: newTrust('builder'), body: trustOf('builder'), answers: managers(200) },
    {
      path: '/api/v1/trusts/{id}',
      prepare: newTrust('builder'),
      body: trustOf('foreign'),
      answers: administrators(200, 404),
    },
    {
      path: '/api/v1/trusts/{id}',
      prepare: newTrust('foreign'),
      body: trustOf('builder'),
      answers: administrators(200, 404),
    },
  ],
  'DELETE /api/v1/trusts/:id': [
    { path: '/api/v1/trusts/{id}', prepare: newTrust('builder'), answers: managers(204) },
    { path: '/api/v1/trusts/{id}', prepare: newTrust('foreign'), answers: administrators(204, 404) },
  ],
  'GET /api/v1/file-trusts': [{ answers: everybody }],

  'GET /api/v1/explain': [
    { path: '/api/v1/explain?repository=team/app&right=pull', answers: everybody },
    { path: '/api/v1/explain?repository=team/app&right=pull&who=user:root', answers: managers(200, 403) },
    { path: '/api/v1/explain?repository=other/app&right=pull&who=robot:builder', answers: administrators(200) },
  ],

  'GET /api/v1/sessions': [
    { answers: everybody },
    { path: '/api/v1/sessions?user=bob', answers: { bob: 200, alice: 404, root: 200 } },
  ],
  'POST /api/v1/sessions': [
    {
      body: { name: 'bob', password: 'correct horse battery staple' },
      answers: { nobody: 201, robot: 201, bob: 201, alice: 201, root: 201 },
    },
  ],
  'DELETE /api/v1/sessions/current': [{ answers: { bob: 404, alice: 404, root: 404 } }],
  'DELETE /api/v1/sessions/:id': [
    { path: '/api/v1/sessions/{id}', prepare: newSession('bob'), answers: { bob: 204, alice: 404, root: 204 } },
  ],

  'GET /api/v1/keys': [{ answers: administrators(200) }],
  'POST /api/v1/keys': [{ answers: administrators(204) }],
  'DELETE /api/v1/keys/:kid': [{ path: '/api/v1/keys/{id}', prepare: newKey, answers: administrators(204) }],

  'GET /api/v1/audit': [{ answers: administrators(200) }],
  'GET /api/v1/audit/export': [{ answers: administrators(200) }],
};

const rows = Object.entries(table).flatMap(([route, each]) => each.map((row) => ({ route, ...row })));

describe('the table of who may do what', () => {
  it('[A101] has every route, and no other', () => {
    const routes = routesOf(controllers).map(({ method, path }) => `${method} ${path}`);
    expect(Object.keys(table).sort()).toEqual([...routes].sort());
  });

  const cases = rows.flatMap((row) =>
    (['nobody', 'robot', 'bob', 'alice', 'root'] as const).map((who) => ({
      ...row,
      who,
      status: row.answers[who] ?? (who === 'nobody' ? 401 : 403),
    })),
  );

  it.each(cases)(
    '[A101] $route answers $who with $status ($path)',
    async ({ route, path, body, prepare, who, status }) => {
      const [method = '', template = ''] = route.split(' ');
      const id = await prepare?.();
      const target = (path ?? template).replace('{id}', id ?? '');
      const soon = new Date(Date.now() + 60_000).toISOString();
      const sent = JSON.parse(JSON.stringify(body ?? null).replace('SOON', soon)) ?? undefined;
      const response = await management.call(who === 'nobody' ? undefined : who, method, target, sent);
      expect(response.status).toBe(status);
      if (status >= 400) await problemOf(response);
      if (status === 401) expect(response.headers.get('www-authenticate')).toBe('Bearer');
    },
  );
});
