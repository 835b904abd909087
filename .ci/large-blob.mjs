// One blob of 2 GiB, there and back with real clients: the same bytes, and a server whose memory does not grow with it.
import { createWriteStream } from 'node:fs';
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

const size = 2 * 1024 ** 3;
const allowedGrowth = 192 * 1024 ** 2;

const checks = createChecks('large-blob');
const work = makeTemporaryDirectory('large-blob');
const file = join(work, 'two-gibibytes');
await pipeline(Readable.from(makeByteStream('two gibibytes', size)), createWriteStream(file));
const digest = await digestFile(file);

const registry = await startRegistry({ dataDirectory: join(work, 'data') });
const { execute, run } = await createClients(join(work, 'home'), registry.host);
const at = (rest) => `${registry.host}/large/${rest}`;

await withFlatMemory('oras pushes 2 GiB', () =>
  execute('oras', ['push', '--no-tty', '--plain-http', at('oras:v1'), 'two-gibibytes:application/octet-stream'], {
    cwd: work,
  }),
);
await withFlatMemory('oras pulls it, the same bytes', async () => {
  const folder = join(work, 'pulled');
  await run('oras', 'pull', '--no-tty', '--plain-http', '-o', folder, at('oras:v1'));
  await runCommand('cmp', [file, join(folder, 'two-gibibytes')]);
  if ((await digestFile(join(folder, 'two-gibibytes'))) !== digest) throw new Error('another digest');
});
await withFlatMemory('regctl pushes 2 GiB in chunks', () =>
  execute('bash', ['-c', 'regctl blob put "$0" < "$1"', at('regctl'), file]),
);
await withFlatMemory('regctl pulls it, the same bytes', () =>
  execute('bash', ['-o', 'pipefail', '-c', 'regctl blob get "$0" "$1" | cmp - "$2"', at('regctl'), digest, file]),
);
await checks.check('the registry stops', () => registry.stop());
checks.finish();

/** Checks what an action does, and what the server's processes need meanwhile beyond what they had before. */
async function withFlatMemory(title, action) {
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
