import { randomUUID } from 'node:crypto';
import { type Access, operator } from '@lading/access';

/** The clients that a route of the management API serves: everybody, every user, or those who manage its record. */
export type Audience = 'everybody' | 'users' | 'managers';

export interface ManagementRoute {
  readonly audience: Audience;
  readonly query?: string;
  readonly body?: unknown;
}

const users: ManagementRoute = { audience: 'users' };
const managers: ManagementRoute = { audience: 'managers' };
const description = 'matrix';
const passwordOfNobody = 'the password of nobody';
const rule = { effect: 'allow', who: ['user:nobody'], where: ['seen/**'], what: ['pull'] };
const trust = { issuer: 'https://issuer.example.com', audience: 'matrix', claims: { sub: 'job' }, robot: 'builder' };
const about = (body: unknown): ManagementRoute => ({ ...managers, body });

/** The routes that change something. `@lading/management` tests that routes for users show only their own records. */
const changing: Readonly<Record<string, ManagementRoute>> = {
  'POST /api/v1/sessions': { audience: 'everybody', body: { name: 'nobody', password: passwordOfNobody } },
  'POST /api/v1/tokens': { ...users, body: { description, scopes: [{ where: ['seen/**'], what: ['pull'] }] } },
  'DELETE /api/v1/sessions/current': users,

  'PUT /api/v1/users/:name': about({}),
  'DELETE /api/v1/users/:name': managers,
  'PUT /api/v1/users/:name/password': about({ password: 'a long new password' }),
  'DELETE /api/v1/users/:name/sessions': managers,
  'PUT /api/v1/groups/:name': about({}),
  'DELETE /api/v1/groups/:name': managers,
  'PUT /api/v1/robots/:name': about({ namespace: 'seen/**' }),
  'DELETE /api/v1/robots/:name': managers,
  'POST /api/v1/robots/:name/secrets': about({ description }),
  'DELETE /api/v1/robots/:name/secrets/:id': managers,
  'DELETE /api/v1/tokens/:id': managers,
  'POST /api/v1/rules': about(rule),
  'PUT /api/v1/rules/:id': about(rule),
  'DELETE /api/v1/rules/:id': managers,
  'POST /api/v1/trusts': about(trust),
  'POST /api/v1/trusts/explain': { ...users, body: { claims: {} } },
  'PUT /api/v1/trusts/:id': about(trust),
  'DELETE /api/v1/trusts/:id': managers,
  'DELETE /api/v1/sessions/:id': managers,
  'POST /api/v1/keys': managers,
  'DELETE /api/v1/keys/:kid': managers,
};

const reading: Readonly<Record<string, ManagementRoute>> = {
  '/api/v1/openapi.json': { audience: 'everybody' },
  '/api/v1/sign-in/providers': { audience: 'everybody' },
  '/api/v1/me': users,
  '/api/v1/tokens': users,
  '/api/v1/robots': users,
  '/api/v1/rules': users,
  '/api/v1/file-rules': users,
  '/api/v1/trusts': users,
  '/api/v1/file-trusts': users,
  '/api/v1/sessions': users,
  '/api/v1/explain': { ...users, query: 'repository=seen/there&right=pull' },

  '/api/v1/users': managers,
  '/api/v1/users/:name': managers,
  '/api/v1/groups': managers,
  '/api/v1/groups/:name': managers,
  '/api/v1/robots/:name': managers,
  '/api/v1/robots/:name/secrets': managers,
  '/api/v1/rules/:id': managers,
  '/api/v1/trusts/:id': managers,
  '/api/v1/tokens/:id': managers,
  '/api/v1/keys': managers,
  '/api/v1/audit': managers,
  '/api/v1/audit/export': managers,
};

export const managementRoutes: Readonly<Record<string, ManagementRoute>> = {
  ...changing,
  ...Object.fromEntries(
    Object.entries(reading).flatMap(([path, route]) => [
      [`GET ${path}`, route],
      [`HEAD ${path}`, route],
    ]),
  ),
};

/** Two paths of a route: about a record of somebody else, and about an absent one. Both have the same length. */
export interface Paths {
  readonly there: string;
  readonly absent: string;
}

/** Makes records of other users for the paths of routes. */
export async function foreignRecords({ administration, sessions }: Access): Promise<(path: string) => Paths> {
  await administration.passwords.set(operator, 'nobody', passwordOfNobody);
  await administration.groups.put(operator, 'sailors', {});
  const token = await administration.personalTokens.create(operator, 'lister', { description });
  const secret = await administration.robotSecrets.create(operator, 'builder', { description });
  const trusted = await administration.trusts.create(operator, trust);
  const { items } = await administration.rules.list(operator, { limit: 100 });
  const { session } = await sessions.create({ kind: 'user', name: 'lister' }, { address: '127.0.0.1' });
  const [key] = await administration.keys.list(operator);
  const ids: readonly (readonly [RegExp, string, string])[] = [
    [/(?<=\/users\/):name/, 'lister', 'absent'],
    [/(?<=\/groups\/):name/, 'sailors', 'missing'],
    [/(?<=\/robots\/):name/, 'builder', 'missing'],
    [/(?<=\/secrets\/):id/, secret.credential.id, randomUUID()],
    [/(?<=\/tokens\/):id/, token.credential.id, randomUUID()],
    [/(?<=\/rules\/):id/, items.find(({ who }) => who.includes('user:lister'))?.id ?? '', randomUUID()],
    [/(?<=\/trusts\/):id/, trusted.id, randomUUID()],
    [/(?<=\/sessions\/):id/, session.id, randomUUID()],
    [/(?<=\/keys\/):kid/, key?.kid ?? '', 'x'.repeat(key?.kid.length ?? 0)],
  ];
  return (path) => ({
    there: ids.reduce((text, [parameter, known]) => text.replace(parameter, known), path),
    absent: ids.reduce((text, [parameter, , unknown]) => text.replace(parameter, unknown), path),
  });
}
