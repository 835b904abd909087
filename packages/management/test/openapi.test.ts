import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { controllers } from '../src/module/controllers.js';
import { openApiDocument } from '../src/openapi/openapi-document.js';
import { routesOf } from '../src/route/routes.js';
import { breakingChanges, type OpenApi } from './support/breaking-changes.js';
import { type Management, startManagement } from './support/start-management.js';

const folder = resolve(import.meta.dirname, '..');
const committed = JSON.parse(readFileSync(resolve(folder, 'openapi.json'), 'utf8')) as OpenApi & { info: Info };
const current = JSON.parse(JSON.stringify(openApiDocument(routesOf(controllers)))) as OpenApi & { info: Info };

interface Info {
  readonly version: string;
}

/** The document from which this branch began; of the last commit if there is no branch `main` here. */
function baseDocument(): (OpenApi & { info: Info }) | undefined {
  for (const branch of ['origin/main', 'main', 'HEAD']) {
    const commit = git('merge-base', 'HEAD', branch);
    const text = commit && git('show', `${commit.trim()}:packages/management/openapi.json`);
    if (text) return JSON.parse(text);
  }
  return undefined;
}

function git(...words: string[]): string | undefined {
  try {
    return execFileSync('git', words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}

describe('openapi.json', () => {
  let management: Management;
  beforeAll(async () => {
    management = await startManagement();
  });
  afterAll(() => management.stop());

  it('is what the handlers declare; if not, build and run scripts/write-openapi.mjs', () => {
    expect(committed).toEqual(current);
  });

  it('is served', async () => {
    const response = await management.call(undefined, 'GET', '/api/v1/openapi.json');
    expect(await response.json()).toEqual(committed);
  });

  it('takes nothing away that clients of the main branch use, unless the major version changes', () => {
    const base = baseDocument() ?? committed;
    const [major, before] = [current.info.version, base.info.version].map((version) => version.split('.')[0]);
    expect(major === before ? breakingChanges(base, current) : []).toEqual([]);
  });

  it('refers only to schemas that it has', () => {
    const references = [...JSON.stringify(current).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name,
    );
    expect(references.filter((name) => !(`${name}` in current.components.schemas))).toEqual([]);
    expect(references.length).toBeGreaterThan(20);
  });
});

/** The document with another value at a place; without the place if there is no value. */
function changed(place: string, value?: unknown): OpenApi {
  const copy = structuredClone(current);
  const names = place.split(' ');
  const last = names.pop() ?? '';
  const parent = names.reduce<Record<string, unknown>>(
    (each, name) => each[name] as Record<string, unknown>,
    copy as unknown as Record<string, unknown>,
  );
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

describe('breakingChanges', () => {
  it.each([
    ['components schemas User properties nickname', { type: 'string' }],
    ['components schemas UserInput properties nickname', { type: 'string' }],
    ['paths /api/v1/more', { get: {} }],
  ])('finds none in the addition of %s', (place, value) => {
    expect(breakingChanges(current, changed(place, value))).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['paths /api/v1/me', undefined, 'GET /api/v1/me is gone'],
    ['paths /api/v1/users/{name} delete', undefined, 'DELETE /api/v1/users/{name} is gone'],
    ['paths /api/v1/users get parameters', [], 'GET /api/v1/users does not take limit any more'],
    ['components schemas User properties email', undefined, 'GET /api/v1/users 200.items[].email is gone'],
    ['components schemas User required', [], 'GET /api/v1/users 200.items[].name may be absent'],
    ['components schemas UserInput required', ['email'], 'PUT /api/v1/users/{name} body.email is needed'],
    [
      'components schemas RuleInput properties effect enum',
      ['allow'],
      'POST /api/v1/rules body.effect cannot be deny any more',
    ],
    [
      'components schemas User properties version type',
      'string',
      'GET /api/v1/users 200.items[].version has another type',
    ],
  ])('finds the change of %s to %p', (place, value, message) => {
    expect(breakingChanges(current, changed(place, value))).toContain(message);
  });
});
