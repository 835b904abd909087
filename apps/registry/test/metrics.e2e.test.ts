import { findFreePort } from '@lading/e2e/harness/free-port';
import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { eventually } from '@lading/e2e/harness/wait';
import { useExternalDatabase } from './harness/external-database.js';
import { startRegistry } from './harness/registry-process.js';

const database = useExternalDatabase();

function start(environment: NodeJS.ProcessEnv) {
  return startRegistry({
    DATABASE_URL: database.url,
    LADING_DATA_DIR: makeTemporaryDirectory('registry'),
    ...environment,
  });
}

async function readMetrics(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`)).text();
}

function seriesIn(metrics: string): number {
  return metrics.split('\n').filter((line) => line.startsWith('lading_')).length;
}

describe('/metrics', () => {
  it('counts requests by method, route and status, bytes, and connections to the database', async () => {
    const { registry, url } = await start({});
    await fetch(`${url}/v2/team/app/tags/list`);
    const metrics = await readMetrics(url);
    expect(metrics).toMatch(/_duration_seconds_count\{method="GET",route="\/v2\/:name\/tags\/list",status="404"\} 1$/m);
    expect(metrics).toMatch(/^lading_http_sent_bytes_total\{method="GET"\} [1-9]\d*$/m);
    expect(metrics).toMatch(/^lading_http_requests_in_flight\{method="GET"\} 1$/m);
    expect(metrics).toMatch(/^lading_database_connections\{state="idle"\} \d+$/m);
    expect(metrics).toMatch(/^nodejs_eventloop_lag_seconds \S+$/m);
    expect(metrics).toMatch(/^process_resident_memory_bytes \d+$/m);
    await registry.stop();
  });

  it('has no more series however many names, paths and clients there are', async () => {
    const { registry, url } = await start({});
    const ask = async (index: number) => {
      const headers = { 'user-agent': `client/${index}` };
      for (const path of [`v2/team${index}/manifests/v${index}`, `v2/BAD${index}/tags/list`, `nothing/${index}`])
        await fetch(`${url}/${path}`, { headers });
    };
    await ask(0);
    await readMetrics(url);
    const before = seriesIn(await readMetrics(url));
    for (let index = 1; index <= 100; index++) await ask(index);
    expect(seriesIn(await readMetrics(url))).toBe(before);
    await registry.stop();
  });

  it.each(['1', '2'])('can have a port of its own, with %s worker(s)', async (workers) => {
    const port = await findFreePort();
    const { registry, url } = await start({ LADING_METRICS_PORT: String(port), LADING_WORKERS: workers });
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    expect(await readMetrics(`http://127.0.0.1:${port}`)).toMatch(/^lading_http_requests_in_flight/m);
    expect((await fetch(`http://127.0.0.1:${port}/v2/`)).status).toBe(404);
    expect((await registry.stop()).code).toBe(0);
  });

  it('answers while a worker is being replaced', async () => {
    const port = await findFreePort();
    const { registry, url } = await start({ LADING_METRICS_PORT: String(port), LADING_WORKERS: '2' });
    const statuses = new Set<number>();
    const ask = async () => {
      statuses.add((await fetch(`http://127.0.0.1:${port}/metrics`)).status);
      await fetch(`${url}/v2/`, { headers: { connection: 'close' } });
    };
    const workers = () => new Set(registry.lines.filter(({ path }) => path === '/v2/').map(({ pid }) => pid));
    await eventually(ask, () => workers().size === 2);
    const [victim = 0] = workers();
    process.kill(victim, 'SIGKILL');
    await eventually(ask, () => workers().size === 3);
    expect([...statuses]).toEqual([200]);
    await registry.stop();
  });

  it('can be switched off', async () => {
    const { registry, url } = await start({ LADING_METRICS: 'off' });
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    await registry.stop();
  });
});
