import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { eventually } from '@lading/e2e/harness/wait';
import { useExternalDatabase } from './harness/external-database.js';
import { anImage, pulls, push } from './harness/image.js';
import { type RegistryProcess, startRegistry } from './harness/registry-process.js';

const database = useExternalDatabase();
let registry: RegistryProcess;
let url: string;
beforeAll(async () => {
  const environment = {
    DATABASE_URL: database.url,
    LADING_DATA_DIR: makeTemporaryDirectory('registry'),
    LADING_WORKERS: '2',
  };
  ({ registry, url } = await startRegistry(environment));
});

/** Connections are dealt out in turn, so each of these goes to the next worker. */
async function ping(): Promise<number> {
  const response = await fetch(`${url}/v2/`, { headers: { connection: 'close' } });
  await response.arrayBuffer();
  return response.status;
}

/** The processes that have answered requests. */
async function workersSeen(count: number): Promise<number[]> {
  const seen = () => [...new Set(registry.lines.filter(({ path }) => path === '/v2/').map(({ pid }) => pid))];
  await eventually(ping, () => seen().length >= count);
  return seen();
}

function countPings(metrics: string): number {
  const lines = metrics.split('\n').filter((line) => line.startsWith('lading_http_request_duration_seconds_count'));
  const pings = lines.filter((line) => /route="[^"]*\/v2\/?"/.test(line));
  return pings.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

async function readMetrics(): Promise<string> {
  const response = await fetch(`${url}/metrics`, { headers: { connection: 'close' } });
  return response.text();
}

describe('a registry of two workers', () => {
  it('serves from both', async () => {
    expect(await workersSeen(2)).toHaveLength(2);
  });

  it('counts the requests of both in the metrics, whichever answers', async () => {
    await workersSeen(2);
    const before = countPings(await readMetrics());
    for (let count = 0; count < 10; count++) await ping();
    const counts = await eventually(
      async () => [countPings(await readMetrics()), countPings(await readMetrics())],
      ([first, second]) => first === before + 10 && second === before + 10,
    );
    expect(counts).toEqual([before + 10, before + 10]);
  });

  it('replaces a worker that was killed, and goes on meanwhile', async () => {
    const image = anImage();
    await push(url, 'app', 'v1', image);
    const [victim] = await workersSeen(2);
    if (victim !== undefined) process.kill(victim, 'SIGKILL');
    await registry.line(({ worker, msg }) => worker === victim && msg.includes('starting another'));
    expect(await pulls(url, 'app', 'v1', image)).toBe(true);
    expect(await workersSeen(3)).toHaveLength(3);
    expect(await readMetrics()).toMatch(/^lading_worker_restarts_total 1$/m);
  });

  it('replaces a worker that was asked to end', async () => {
    const seen = (await workersSeen(3)).length;
    const survivor = (await workersSeen(3)).at(-1);
    if (survivor !== undefined) process.kill(survivor, 'SIGTERM');
    await registry.line(({ worker, msg }) => worker === survivor && msg.includes('starting another'));
    expect(await workersSeen(seen + 1)).toHaveLength(seen + 1);
  });
});
