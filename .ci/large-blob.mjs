// One blob of 2 GiB, there and back with real clients, in files and in S3: the same bytes, and a server whose memory does not grow with it.
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createChecks } from './harness/checks.mjs';
import { makeByteStream } from './harness/image.mjs';
import { createClients } from './harness/oci-clients.mjs';
import { digestFile } from './harness/oci-layout.mjs';
import { makeTemporaryDirectory } from './harness/paths.mjs';
import { startRegistry } from './harness/registry-process.mjs';
import { runCommand } from './harness/run-command.mjs';
import { installS3Server, registryOnS3, startS3Server } from './harness/s3-process.mjs';

const size = 2 * 1024 ** 3;
const allowedGrowth = 192 * 1024 ** 2;

const checks = createChecks('large-blob');
const work = makeTemporaryDirectory('large-blob');
const file = join(work, 'two-gibibytes');
await pipeline(Readable.from(makeByteStream('two gibibytes', size)), createWriteStream(file));
const digest = await digestFile(file);

await pushAndPull('files', {});
const s3 = await startS3Server(await installS3Server());
// Without redirects, so that the bytes pass through the registry both ways.
// A part of S3 has 5 MiB at least, so what comes in regctl's own chunks of 1 MiB is stored several times: minutes for 2 GiB.
await pushAndPull('s3', { ...registryOnS3(s3), LADING_REDIRECTS: 'false' }, ['--blob-chunk', String(16 * 1024 ** 2)]);
await s3.stop();
checks.finish();

async function pushAndPull(storage, environment, chunks = []) {
  const directory = join(work, storage);
  mkdirSync(directory);
  const registry = await startRegistry({ dataDirectory: join(directory, 'data'), environment });
  const { execute, run } = await createClients(join(directory, 'home'), registry.host);
  if (chunks.length > 0) await run('regctl', 'registry', 'set', ...chunks, registry.host);
  const at = (rest) => `${registry.host}/large/${rest}`;
  const flat = (title, action) => withFlatMemory(registry, `${storage}: ${title}`, action);

  await flat('oras pushes 2 GiB', () =>
    execute('oras', ['push', '--no-tty', '--plain-http', at('oras:v1'), 'two-gibibytes:application/octet-stream'], {
      cwd: work,
    }),
  );
  await flat('oras pulls it, the same bytes', async () => {
    const folder = join(directory, 'pulled');
    await run('oras', 'pull', '--no-tty', '--plain-http', '-o', folder, at('oras:v1'));
    await runCommand('cmp', [file, join(folder, 'two-gibibytes')]);
    if ((await digestFile(join(folder, 'two-gibibytes'))) !== digest) throw new Error('another digest');
  });
  await flat('regctl pushes 2 GiB in chunks', () =>
    execute('bash', ['-c', 'regctl blob put "$0" < "$1"', at('regctl'), file]),
  );
  await flat('regctl pulls it, the same bytes', () =>
    execute('bash', ['-o', 'pipefail', '-c', 'regctl blob get "$0" "$1" | cmp - "$2"', at('regctl'), digest, file]),
  );
  await checks.check(`${storage}: the registry stops`, () => registry.stop());
  rmSync(directory, { recursive: true, maxRetries: 3 });
}

/** Checks what an action does, and what the server's processes need meanwhile beyond what they had before. */
async function withFlatMemory(registry, title, action) {
  const before = registry.memoryBytes();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, registry.memoryBytes());
  }, 200);
  const started = performance.now();
  await checks.check(title, action);
  const seconds = (performance.now() - started) / 1000;
  clearInterval(timer);
  const mebibytes = (bytes) => `${Math.round(bytes / 1024 ** 2)} MiB`;
  const rate = Math.round(size / 1e6 / seconds);
  const figures = `${mebibytes(before)} before, ${mebibytes(peak)} at most, ${seconds.toFixed(1)} s, ${rate} MB/s with all that the client does`;
  checks.note(`memory of the server's processes together: ${figures}`);
  if (peak - before <= allowedGrowth) checks.pass(`${title}: memory stays flat`);
  else checks.fail(`${title}: memory stays flat`, figures);
}
