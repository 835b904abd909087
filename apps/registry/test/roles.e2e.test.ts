import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { eventually } from '@lading/e2e/harness/wait';
import { useExternalDatabase } from './harness/external-database.js';
import { startRegistry } from './harness/registry-process.js';

const database = useExternalDatabase();

function start(role: string, workers = '1') {
  return startRegistry({
    DATABASE_URL: database.url,
    LADING_DATA_DIR: makeTemporaryDirectory('registry'),
    LADING_MAINTENANCE_INTERVAL: '1',
    LADING_ROLE: role,
    LADING_WORKERS: workers,
  });
}

async function readMetrics(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`)).text();
}

const anyRun = /^lading_task_runs_total\{task="trash"\} [1-9]\d*$/m;

describe('LADING_ROLE', () => {
  it('work: runs background tasks, and answers only health and metrics', async () => {
    const { registry, url } = await start('work');
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    for (const path of ['v2/', 'v2/_catalog', 'v2/a/manifests/b']) {
      const answer = await fetch(`${url}/${path}`);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toEqual({
        errors: [{ code: 'UNSUPPORTED', message: 'no registry is served here' }],
      });
    }
    await registry.line(({ level, msg }) => level === 'warn' && /tasks of sign-in .+ LADING_ACCESS/.test(msg));
    await eventually(
      () => readMetrics(url),
      (text) => anyRun.test(text),
    );
    const metrics = await readMetrics(url);
    expect(metrics).toMatch(/^lading_task_failures_total\{task="trash"\} 0$/m);
    expect(metrics).toMatch(/^lading_task_seconds_total\{task="trash"\} \S+$/m);
    expect(metrics).toMatch(/^lading_task_last_success_timestamp_seconds\{task="trash"\} 1\d{9}/m);
    expect((await registry.stop()).code).toBe(0);
  });

  it('serve: answers requests, and runs no background task', async () => {
    const { registry, url } = await start('serve');
    expect((await fetch(`${url}/v2/`)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(await readMetrics(url)).not.toContain('lading_task_runs_total{');
    expect((await registry.stop()).code).toBe(0);
  });

  it('both: does both, in several processes too', async () => {
    const { registry, url } = await start('both', '2');
    expect((await fetch(`${url}/v2/`)).status).toBe(200);
    await eventually(
      () => readMetrics(url),
      (text) => anyRun.test(text),
    );
    expect((await registry.stop()).code).toBe(0);
  });
});
