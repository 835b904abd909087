// Transfers of 2 GiB that are killed, or lose their registry, half way: the next run brings the rest and not all of it again.
// Bytes are counted by a proxy between the command and the registry.
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChecks } from './harness/checks.mjs';
import { startCountingProxy } from './harness/counting-proxy.mjs';
import { makeByteStream } from './harness/image.mjs';
import { createLading } from './harness/lading-command.mjs';
import { digestFile } from './harness/oci-layout.mjs';
import { makeTemporaryDirectory } from './harness/paths.mjs';
import { startRegistry } from './harness/registry-process.mjs';
import { runCommand } from './harness/run-command.mjs';

const mebibyte = 1024 ** 2;
const size = 2048 * mebibyte;
const half = size / 2;
/** A chunk that broke is sent again, and what was in buffers on the way did not arrive. */
const allowance = 96 * mebibyte;

const checks = createChecks('resumed-transfers');
const work = makeTemporaryDirectory('resumed-transfers');
const file = join(work, 'large');
await pipeline(Readable.from(makeByteStream('resumed transfers', size)), createWriteStream(file));
const digest = await digestFile(file);
const registry = await startRegistry({ dataDirectory: join(work, 'data') });
const proxy = await startCountingProxy(registry.url);
const lading = createLading(join(work, 'home'));
const at = (name) => `${proxy.host}/resumed/${name}:1`;
const layout = (name) => join(work, name);

await goesOn('a push that was killed', killed, ['push', at('killed'), file]);
await checks.check('it is the same blob', async () => {
  const { layers } = await lading.json('inspect', at('killed'));
  if (layers[0].digest !== digest) throw new Error(`${layers[0].digest} instead of ${digest}`);
});
await goesOn('a pull that was killed', killed, ['pull', at('killed'), layout('pulled')]);
await checks.check('it is the same file', () => runCommand('cmp', [file, join(layout('pulled'), 'large')]));
await goesOn('a pull into a layout that lost the registry', disconnected, [
  'pull',
  at('killed'),
  `oci:${layout('layout')}:1`,
]);
await goesOn('a push from a layout that lost the registry', disconnected, [
  'push',
  at('lost'),
  `oci:${layout('layout')}:1`,
]);
await checks.check('it is the same image', async () => {
  const [one, other] = [await lading.text('digest', at('killed')), await lading.text('digest', at('lost'))];
  if (one !== other) throw new Error(`${other} instead of ${one}`);
});
await proxy.stop();
await checks.check('the registry stops', () => registry.stop());
checks.finish();

/** Interrupts a first run half way, and looks at what passes in the second. */
async function goesOn(title, interrupt, args) {
  await checks.check(`${title} goes on where it was`, async () => {
    proxy.take();
    const first = lading.start(...args, '--quiet');
    const ended = new Promise((resolve) => first.once('close', resolve));
    while (proxy.bytes() < half) {
      if (first.exitCode !== null) throw new Error(`it ended with ${first.exitCode} before half of it had passed`);
      await sleep(20);
    }
    await interrupt(first, ended);
    const before = proxy.take();
    await lading.run([...args, '--quiet']);
    const after = proxy.take();
    const passed = before.sent + before.received;
    const rest = after.sent + after.received;
    checks.note(
      `${Math.round(passed / mebibyte)} MiB before, ${Math.round(rest / mebibyte)} MiB after, of ${size / mebibyte} MiB`,
    );
    if (rest > size - passed + allowance) throw new Error('more than the rest passed');
  });
}

async function killed(child, ended) {
  child.kill('SIGKILL');
  await ended;
}

async function disconnected(_, ended) {
  proxy.cut();
  const code = await ended;
  proxy.mend();
  if (code !== 5) throw new Error(`it ended with ${code} instead of 5`);
}
