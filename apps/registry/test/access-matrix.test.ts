import { basic, type Caller, callersOf, createPeople, type Person } from './access-matrix/callers.js';
import { blob, Contents, digestOf, namesIn } from './access-matrix/contents.js';
import { expectedAnswer, hasRight, visiblePlaces } from './access-matrix/expected-answer.js';
import { faceOf, faultOf } from './access-matrix/judge.js';
import { type ManagementCaller, managementCallers } from './access-matrix/management-callers.js';
import { managementFaults } from './access-matrix/management-judge.js';
import { foreignRecords, managementRoutes, type Paths } from './access-matrix/management-routes.js';
import { pageRoutes } from './access-matrix/page-routes.js';
import { type RegistryRoute, registryRoutes } from './access-matrix/registry-routes.js';
import { places } from './access-matrix/rules.js';
import { type RunningApplication, startApplication } from './access-matrix/start-application.js';
import { accessIn, askForAll, expectedAccess, tokenRoutes } from './access-matrix/token-requests.js';
import { type Ask, asker } from './harness/ask.js';

let application: RunningApplication;
let ask: Ask;
let close: () => void;
let people: readonly Person[];
let callers: readonly Caller[];
let contents: Contents;
let managers: readonly ManagementCaller[];
let pathsOf: (path: string) => Paths;

beforeAll(async () => {
  application = await startApplication();
  ({ ask, close } = asker(application.port));
  people = await createPeople(application.access, application.accessStore, ask);
  callers = callersOf(people, ask);
  contents = new Contents(ask, basic(people.find(({ title }) => title === 'root')?.secret ?? ''));
  await contents.begin();
  managers = await managementCallers(people, ask);
  pathsOf = await foreignRecords(application.access);
});
afterAll(async () => {
  close();
  await application.stop();
});

const routes = Object.entries(registryRoutes).map(([name, route]) => ({ name, route }));
const ofRepositories = routes.filter(({ route }) => route.need.of === 'repository');
const others = routes.filter(({ route }) => route.need.of !== 'repository');

/** Routes that answer everybody alike. */
const openRoutes = ['/', '/health/live', '/health/ready', '/metrics'];

it('[A101] the matrix has every route of the application, and no other route', () => {
  const named = [
    ...Object.keys(registryRoutes),
    ...Object.keys(managementRoutes),
    ...Object.keys(pageRoutes),
    ...tokenRoutes.filter((route) => route.endsWith('/v2/token')),
    'HEAD /v2/token',
    ...openRoutes.flatMap((path) => [`GET ${path}`, `HEAD ${path}`]),
  ];
  expect(named.sort()).toEqual(application.routes);
});

interface Cell {
  readonly name: string;
  readonly route: RegistryRoute;
  readonly caller: Caller;
  readonly repository: string;
  readonly isThere: boolean;
}

/** Sends the request of a route. If it must be served, the content that it changes is made first. */
async function send({ name, route, caller, repository, isThere }: Cell) {
  const [method = ''] = name.split(' ');
  const expected = expectedAnswer(caller, route.need, repository);
  const made = isThere && expected.outcome === 'served' ? await route.make?.(contents, repository) : undefined;
  const path = route.path(repository, made ?? route.known ?? '');
  const authorization = await caller.authorizationFor(repository);
  const { headers, body } = route;
  const answer = await ask({ method, path, authorization, headers, body });
  return { answer, fault: faultOf(answer, method, expected, isThere ? route.there : route.absent), expected };
}

describe('each client at each route of a repository', () => {
  it.each(ofRepositories.flatMap((each) => places.map((place) => ({ ...each, place }))))(
    '[A9] [A72] $name in $place/ follows the rules, and hides what may not be read',
    async ({ name, route, place }) => {
      const faults: string[] = [];
      for (const caller of callers) {
        const { there, absent } = namesIn(place);
        const isNew = route.absent < 300 && expectedAnswer(caller, route.need, absent).outcome === 'served';
        const missing = isNew ? `${place}/${contents.unused()}` : absent;
        const first = await send({ name, route, caller, repository: there, isThere: true });
        const second = await send({ name, route, caller, repository: missing, isThere: false });
        if (first.fault) faults.push(`${caller.title}, repository there: ${first.fault}`);
        if (second.fault) faults.push(`${caller.title}, repository absent: ${second.fault}`);
        if (first.expected.outcome === 'served') continue;
        const [face, other] = [faceOf(first.answer, there), faceOf(second.answer, missing)];
        if (face !== other) faults.push(`${caller.title} can tell ${face} from ${other}`);
      }
      expect(faults).toEqual([]);
    },
  );
});

describe('each client at each route of the whole registry', () => {
  it.each(others)('$name follows the rules', async ({ name, route }) => {
    const faults: string[] = [];
    for (const caller of callers) {
      const { answer, fault } = await send({ name, route, caller, repository: 'seen/there', isThere: true });
      if (fault) faults.push(`${caller.title}: ${fault}`);
      if (name !== 'GET /v2/_catalog' || answer.status !== 200) continue;
      const { repositories } = JSON.parse(answer.body) as { readonly repositories: readonly string[] };
      const seen = new Set(repositories.map((each) => each.split('/')[0]));
      const expected = visiblePlaces(caller);
      if (places.some((place) => seen.has(place) !== expected.includes(place)))
        faults.push(`${caller.title} sees ${[...seen]} instead of ${expected}`);
    }
    expect(faults).toEqual([]);
  });
});

describe('each client that mounts a blob', () => {
  it.each(places)('[A64] [A65] [A67] into %s/ gets it only from where it may pull', async (place) => {
    const faults: string[] = [];
    const { there: target } = namesIn(place);
    const need = registryRoutes['POST /v2/:name/blobs/uploads']?.need ?? { of: 'nothing' };
    for (const caller of callers)
      for (const source of places) {
        const mount = async (from: string) => {
          const path = `/v2/${target}/blobs/uploads/?mount=${digestOf(blob)}&from=${from}`;
          return ask({ method: 'POST', path, authorization: await caller.authorizationFor(target) });
        };
        const { there, absent } = namesIn(source);
        const expected = expectedAnswer(caller, need, target);
        // A client asks for its token before it knows the source, so the token need not name the source.
        const mayPull = hasRight(caller, source, 'pull') && (!caller.way.startsWith('token') || source === place);
        const [one, other] = [await mount(there), await mount(absent)];
        const fault = faultOf(one, 'POST', expected, mayPull ? 201 : 202) ?? faultOf(other, 'POST', expected, 202);
        if (fault) faults.push(`${caller.title} from ${source}/: ${fault}`);
      }
    expect(faults).toEqual([]);
  });
});

describe('a method that a path does not have', () => {
  const paths = new Map(ofRepositories.map(({ name, route }) => [name.split(' ')[1] ?? '', route]));
  const rows = [...paths].flatMap(([pattern, route]) =>
    ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
      .filter((method) => registryRoutes[`${method} ${pattern}`] === undefined)
      .map((method) => ({ method, pattern, route })),
  );

  it.each(rows)(
    '$method $pattern gets the same answer for everybody and every repository',
    async ({ method, route }) => {
      const faces = new Set<string>();
      for (const caller of callers.filter(({ way }) => way !== 'token for pulls'))
        for (const name of Object.values(namesIn('hidden'))) {
          const authorization = await caller.authorizationFor(name);
          const answer = await ask({ method, path: route.path(name, route.known ?? ''), authorization });
          expect(answer.status).toBe(405);
          faces.add(faceOf(answer, name));
        }
      expect([...faces]).toHaveLength(1);
    },
  );
});

describe('the token service', () => {
  it.each(tokenRoutes)('%s grants each client what the rules allow, and no more', async (route) => {
    const isForm = route.startsWith('POST');
    for (const person of people.filter(({ secret }) => !isForm || secret !== undefined)) {
      const answer = await askForAll(ask, route, person);
      expect([person.title, answer.status]).toEqual([person.title, person.ended ? 401 : 200]);
      if (person.ended) expect(JSON.parse(answer.body)).toMatchObject({ errors: [{ code: 'UNAUTHORIZED' }] });
      else expect([person.title, accessIn(answer)]).toEqual([person.title, expectedAccess(person)]);
    }
  });

  it('does not answer HEAD', async () => {
    expect((await ask({ method: 'HEAD', path: '/v2/token' })).status).toBe(405);
  });
});

describe('each client at each route of the management API', () => {
  it.each(Object.entries(managementRoutes))(
    '[A101] [A103] %s lets in users, and shows them nothing of others',
    async (name, route) => {
      const paths = pathsOf(name.split(' ')[1] ?? '');
      const faults: string[] = [];
      for (const caller of managers)
        for (const fault of await managementFaults(name, route, caller, paths, ask))
          faults.push(`${caller.title}: ${fault}`);
      expect(faults).toEqual([]);
    },
  );
});

it.each(openRoutes)('GET %s answers everybody alike, and shows no repository', async (path) => {
  for (const caller of callers.filter(({ way }) => way === 'nothing' || way === 'Basic')) {
    const { status, body } = await ask({
      method: 'GET',
      path,
      authorization: await caller.authorizationFor('seen/there'),
    });
    expect([caller.title, status]).toEqual([caller.title, 200]);
    expect(body).not.toMatch(/seen|hidden/);
  }
});

describe('each client at each page and at the device flow', () => {
  it.each(Object.entries(pageRoutes))('[A101] %s knows nobody by Authorization', async (name, route) => {
    const [method = '', path = ''] = name.split(' ');
    const body = route.form && new URLSearchParams(route.form).toString();
    const headers = route.form && { 'content-type': 'application/x-www-form-urlencoded' };
    for (const { title, authorization } of managers) {
      const answer = await ask({ method, path, authorization, headers, body });
      expect([title, answer.status, answer.headers.location]).toEqual([title, route.status, route.location]);
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.body).not.toMatch(/(seen|hidden)\//);
    }
  });
});
