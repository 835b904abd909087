// Pushes and pulls a blob of 2 GiB with real clients, in files and in S3: the bytes stay the same, and the server's memory
// does not grow with them.
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Checks } from './harness/checks.js';
import { makeByteStream } from './harness/image.js';
import { createClients } from './harness/oci-clients.js';
import { digestFile } from './harness/oci-layout.js';
import { type RegistryProcess, startRegistry } from './harness/registry-process.js';
import { runCommand } from './harness/run-command.js';
import { installS3Server, registryOnS3, startS3Server } from './harness/s3-process.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';

const size = 2 * 1024 ** 3;
const allowedGrowth = 192 * 1024 ** 2;

const checks = new Checks('large-blob');
const work = makeTemporaryDirectory('large-blob');
const file = join(work, 'two-gibibytes');
await pipeline(Readable.from(makeByteStream('two gibibytes', size)), createWriteStream(file));
const digest = await digestFile(file);

await pushAndPull('files', {});
const s3 = await startS3Server(await installS3Server());
// Without redirects, the bytes pass through the registry both ways. A part in S3 has at least 5 MiB, so regctl's own chunks
// of 1 MiB would be stored several times, which takes minutes for 2 GiB.
await pushAndPull('s3', { ...registryOnS3(s3), LADING_REDIRECTS: 'false' }, ['--blob-chunk', String(16 * 1024 ** 2)]);
await s3.stop();
checks.finish();

async function pushAndPull(
  storage: string,
  environment: NodeJS.ProcessEnv,
  regctlSettings: readonly string[] = [],
): Promise<void> {
  const directory = join(work, storage);
  mkdirSync(directory);
  const registry = await startRegistry({ dataDirectory: join(directory, 'data'), environment });
  const { execute, run } = await createClients(join(directory, 'home'), registry.host);
  if (regctlSettings.length > 0) await run('regctl', 'registry', 'set', ...regctlSettings, registry.host);
  const [tagged, repository] = [`${registry.host}/large/oras:v1`, `${registry.host}/large/regctl`];
  const flat = (title: string, action: () => Promise<unknown>) =>
    withFlatMemory(registry, `${storage}: ${title}`, action);

  await flat('oras pushes 2 GiB', () => {
    const layer = 'two-gibibytes:application/octet-stream';
    return execute('oras', ['push', '--no-tty', '--plain-http', tagged, layer], { cwd: work });
  });
  await flat('oras pulls the same bytes', async () => {
    const folder = join(directory, 'pulled');
    await run('oras', 'pull', '--no-tty', '--plain-http', '-o', folder, tagged);
    await runCommand('cmp', [file, join(folder, 'two-gibibytes')]);
    if ((await digestFile(join(folder, 'two-gibibytes'))) !== digest) throw new Error('another digest');
  });
  await flat('regctl pushes 2 GiB in chunks', () =>
    execute('bash', ['-c', 'regctl blob put "$0" < "$1"', repository, file]),
  );
  await flat('regctl pulls the same bytes', () =>
    execute('bash', ['-o', 'pipefail', '-c', 'regctl blob get "$0" "$1" | cmp - "$2"', repository, digest, file]),
  );
  await checks.check(`${storage}: the registry stops`, () => registry.stop());
  rmSync(directory, { recursive: true, maxRetries: 3 });
}

/** Runs an action, and checks the memory that the server's processes add meanwhile. */
async function withFlatMemory(registry: RegistryProcess, title: string, action: () => Promise<unknown>): Promise<void> {
  const before = registry.memoryBytes();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, registry.memoryBytes());
  }, 200);
  const started = performance.now();
  await checks.check(title, action);
  const seconds = (performance.now() - started) / 1000;
  clearInterval(timer);
  const rate = Math.round(size / 1e6 / seconds);
  const figures = `${mebibytes(before)} before, ${mebibytes(peak)} at most, ${seconds.toFixed(1)} s, ${rate} MB/s with the client's own work`;
  checks.note(`memory of the server's processes together: ${figures}`);
  if (peak - before <= allowedGrowth) checks.pass(`${title}: memory stays flat`);
  else checks.fail(`${title}: memory stays flat`, figures);
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`;
}
