// Runs clients that send too much or read nothing against one worker. Its memory and its file descriptors stay within bounds,
// and it answers other clients meanwhile.
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChecks } from './harness/checks.mjs';
import { makeTemporaryDirectory, projectDirectory } from './harness/paths.mjs';
import { pushBlob } from './harness/push-and-pull.mjs';
import { startRegistry } from './harness/registry-process.mjs';
import { attacks } from './hostile-clients/attacks.mjs';

const mebibyte = 1024 ** 2;
const attackMilliseconds = 3000;
/** Attempts: a busy machine is slow now and then, but an attack that the registry cannot stand fails each time. */
const tries = 3;

const checks = createChecks('hostile-clients');
const work = makeTemporaryDirectory('hostile-clients');
const registry = await startRegistry({
  dataDirectory: join(work, 'data'),
  environment: { LADING_WORKERS: '1', LADING_LOG_LEVEL: 'error' },
});
const bytes = Buffer.alloc(mebibyte, 'a blob');
const blob = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
await pushBlob(registry.url, 'hostile', { digest: blob, bytes });
const agent = new Agent({ keepAlive: true });

await measure(attackMilliseconds);
const usual = await measure(attackMilliseconds);
checks.note(`usually ${usual.milliseconds.toFixed(1)} ms for 99 of 100 requests`);
for (const name of Object.keys(attacks)) await checks.check(name, () => withstand(name));
await checks.check('the registry stops', () => registry.stop());
checks.finish();

async function withstand(name) {
  for (let left = tries - 1; ; left--) {
    const faults = await attack(name);
    if (faults.length === 0) return;
    if (left === 0) throw new Error(faults.join('\n'));
  }
}

/** Returns a line for each value that is out of bounds. */
async function attack(name) {
  const { connections } = attacks[name];
  const before = holdings();
  const file = join(projectDirectory, '.ci/hostile-clients/attack.mjs');
  const attacker = fork(file, [name, registry.port, blob], { stdio: 'ignore' });
  try {
    const { milliseconds, bytes: most, descriptors } = await measure(attackMilliseconds);
    const mebibytes = (most - before.bytes) / mebibyte;
    checks.note(
      `${name}: ${mebibytes.toFixed(0)} MiB, ${descriptors - before.descriptors} descriptors, ${milliseconds.toFixed(1)} ms`,
    );
    return [
      ...exceeds('MiB of memory', mebibytes, 64 + 2 * connections),
      ...exceeds('descriptors', descriptors - before.descriptors, 64 + 2 * connections),
      ...exceeds('ms for 99 of 100 requests', milliseconds, 10 * Math.max(usual.milliseconds, 10)),
    ];
  } finally {
    attacker.kill('SIGKILL');
    // Waits until the registry has noticed.
    await sleep(500);
  }
}

function exceeds(what, value, limit) {
  return value > limit ? [`${value.toFixed(0)} ${what}, of ${limit.toFixed(0)}`] : [];
}

/** Measures the time of other clients' requests, and the maximum memory and descriptors of the registry meanwhile. */
async function measure(duration) {
  const end = performance.now() + duration;
  const times = [];
  let most = holdings();
  while (performance.now() < end) {
    const start = performance.now();
    await ping();
    times.push(performance.now() - start);
    const now = holdings();
    most = { bytes: Math.max(most.bytes, now.bytes), descriptors: Math.max(most.descriptors, now.descriptors) };
    await sleep(2);
  }
  times.sort((one, other) => one - other);
  return { ...most, milliseconds: times[Math.floor(times.length * 0.99)] };
}

function ping() {
  return new Promise((resolve, reject) => {
    get(`${registry.url}/v2/`, { agent, timeout: 20_000 }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`GET /v2/ is ${response.statusCode}`));
      response.resume().once('end', resolve);
    }).once('error', reject);
  });
}

function holdings() {
  const descriptors = registry.serverPids().reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/fd`).length, 0);
  return { bytes: registry.memoryBytes(), descriptors };
}
