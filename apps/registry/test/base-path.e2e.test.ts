import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { useExternalDatabase } from './harness/external-database.js';
import { anImage, pulls, push } from './harness/image.js';
import { startRegistry } from './harness/registry-process.js';

const database = useExternalDatabase();

describe('a base path', () => {
  it('is before every path of the registry, and in every location, but not before health and metrics', async () => {
    const environment = {
      DATABASE_URL: database.url,
      LADING_DATA_DIR: makeTemporaryDirectory('registry'),
      LADING_METRICS: 'on',
    };
    const { registry, url } = await startRegistry({ ...environment, LADING_BASE_PATH: '/team/registry' });
    const root = new URL('/', url).href.replace(/\/$/, '');
    expect(url).toBe(`${root}/team/registry`);
    const image = anImage();
    expect(await push(url, 'app', 'v1', image)).toEqual([201, 201, 201]);
    await push(url, 'app', 'v2', image);
    expect(await pulls(url, 'app', 'v1', image)).toBe(true);
    const page = await fetch(`${url}/v2/app/tags/list?n=1`);
    expect(page.headers.get('link')).toMatch(/^<\/team\/registry\/v2\/app\/tags\/list\?/);
    expect((await fetch(`${root}/v2/`)).status).toBe(404);
    expect((await fetch(`${root}/health/ready`)).status).toBe(200);
    for (const path of [root, url, `${url}/`])
      expect(await (await fetch(path)).text()).toContain('Its API is at /team/registry/v2/');
    expect(await (await fetch(`${root}/metrics`)).text()).toContain('lading_http_request_duration_seconds');
    expect((await registry.stop()).code).toBe(0);
  });
});
