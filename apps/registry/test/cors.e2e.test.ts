import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { useExternalDatabase } from './harness/external-database.js';
import { anImage, push } from './harness/image.js';
import { startRegistry } from './harness/registry-process.js';

const database = useExternalDatabase();
const directory = makeTemporaryDirectory('registry');
const origin = 'https://ui.example.com';
let url: string;

beforeAll(async () => {
  ({ url } = await startRegistry({
    DATABASE_URL: database.url,
    LADING_DATA_DIR: directory,
    LADING_CORS_ORIGINS: `${origin}, https://other.example.com:8443`,
    LADING_CORS_METHODS: 'GET,HEAD,DELETE',
    LADING_CORS_MAX_AGE: '30',
  }));
  await push(url, 'app', 'v1', anImage());
});

const preflight = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'DELETE', ...headers },
  });

describe('a page of another origin', () => {
  it.each([
    '/v2/',
    '/v2/_catalog',
    '/v2/app/manifests/v1',
    '/v2/app/manifests/none',
    '/v2/none/tags/list',
    '/v2/UPPER/x',
  ])('gets the same answer to a preflight of %s, whether it exists or not', async (path) => {
    const answer = await preflight(path);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-allow-methods')).toBe('GET, HEAD, DELETE');
    expect(answer.headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(answer.headers.get('access-control-max-age')).toBe('30');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('vary')).toMatch(/Origin/i);
  });

  it('reads content and refusals, with the fields that a web interface needs', async () => {
    for (const [path, status] of [
      ['/v2/app/manifests/v1', 200],
      ['/v2/app/manifests/none', 404],
      ['/v2/UPPER/tags/list', 400],
      ['/v2/app/tags/list?n=1', 200],
    ] as const) {
      const answer = await fetch(`${url}${path}`, { headers: { origin } });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      const exposed = answer.headers.get('access-control-expose-headers') ?? '';
      for (const field of ['Docker-Content-Digest', 'Link', 'WWW-Authenticate', 'Location', 'OCI-Subject', 'Range'])
        expect(exposed.split(', ')).toContain(field);
    }
  });

  it('gets no permission if its origin is not listed', async () => {
    for (const other of [
      'https://evil.example.com',
      'https://ui.example.com.evil.example',
      'http://ui.example.com',
      'null',
    ]) {
      expect((await preflight('/v2/', { origin: other })).headers.get('access-control-allow-origin')).toBeNull();
      const answer = await fetch(`${url}/v2/`, { headers: { origin: other } });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('changes nothing for other clients', async () => {
    const answer = await fetch(`${url}/v2/`);
    expect(answer.headers.get('access-control-expose-headers')).toBeNull();
    const options = await fetch(`${url}/v2/`, { method: 'OPTIONS' });
    expect(options.status).toBe(405);
    expect(options.headers.get('content-type')).toBe('application/json');
  });
});

describe('without the key', () => {
  it('gives no page of another origin permission', async () => {
    const { url } = await startRegistry({ DATABASE_URL: database.url, LADING_DATA_DIR: directory });
    const answer = await fetch(`${url}/v2/`, { headers: { origin } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const refused = await fetch(`${url}/v2/`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
    });
    expect(refused.status).toBe(405);
  });
});
