// Interrupts transfers of 2 GiB half way, by a kill or by the loss of the registry. The next run transfers the rest and not
// everything again. A proxy between the command and the registry counts the bytes.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Checks } from './harness/checks.js';
import { startCountingProxy } from './harness/counting-proxy.js';
import { expectEqual } from './harness/expect.js';
import { makeByteStream } from './harness/image.js';
import { createLading } from './harness/lading-command.js';
import { digestFile } from './harness/oci-layout.js';
import { startRegistry } from './harness/registry-process.js';
import { runCommand } from './harness/run-command.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';

/** Ends a run of the command; resolves when it has ended. */
type Interrupt = (child: ChildProcess) => Promise<void>;

const mebibyte = 1024 ** 2;
const size = 2048 * mebibyte;
const half = size / 2;
/** A broken chunk is sent again, and bytes in buffers on the way did not arrive. */
const allowance = 96 * mebibyte;

const checks = new Checks('resumed-transfers');
const work = makeTemporaryDirectory('resumed-transfers');
const file = join(work, 'large');
await pipeline(Readable.from(makeByteStream('resumed transfers', size)), createWriteStream(file));
const digest = await digestFile(file);
const registry = await startRegistry({ dataDirectory: join(work, 'data') });
const proxy = await startCountingProxy(registry.url);
const lading = createLading(join(work, 'home'));
const at = (name: string) => `${proxy.host}/resumed/${name}:1`;
const pulled = join(work, 'pulled');
const layout = `oci:${join(work, 'layout')}:1`;

await goesOn('a push that was killed', kill, ['push', at('killed'), file]);
await checks.check('it is the same blob', async () => {
  const { layers } = await lading.json<{ layers: { digest: string }[] }>('inspect', at('killed'));
  expectEqual(layers[0]?.digest, digest);
});
await goesOn('a pull that was killed', kill, ['pull', at('killed'), pulled]);
await checks.check('it is the same file', () => runCommand('cmp', [file, join(pulled, 'large')]));
await goesOn('a pull into a layout that lost the registry', disconnect, ['pull', at('killed'), layout]);
await goesOn('a push from a layout that lost the registry', disconnect, ['push', at('lost'), layout]);
await checks.check('it is the same image', async () => {
  expectEqual(await lading.text('digest', at('lost')), await lading.text('digest', at('killed')));
});
await proxy.stop();
await checks.check('the registry stops', () => registry.stop());
checks.finish();

/** Interrupts a first run half way, and counts what the second run transfers. */
async function goesOn(title: string, interrupt: Interrupt, parameters: readonly string[]): Promise<void> {
  await checks.check(`${title} goes on where it stopped`, async () => {
    proxy.take();
    const first = lading.start(...parameters, '--quiet');
    while (proxy.bytes() < half) {
      if (first.exitCode !== null) throw new Error(`it ended with ${first.exitCode} before half of it had passed`);
      await sleep(20);
    }
    await interrupt(first);
    const before = countTransferred();
    await lading.run([...parameters, '--quiet']);
    const after = countTransferred();
    const [passed, rest, whole] = [before, after, size].map((bytes) => Math.round(bytes / mebibyte));
    checks.note(`${passed} MiB before, ${rest} MiB after, of ${whole} MiB`);
    if (after > size - before + allowance) throw new Error('more than the rest passed');
  });
}

function countTransferred(): number {
  const { sent, received } = proxy.take();
  return sent + received;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  await ended;
}

async function disconnect(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close');
  proxy.cut();
  const [code] = (await ended) as [number | null];
  proxy.mend();
  expectEqual(code, 5);
}
