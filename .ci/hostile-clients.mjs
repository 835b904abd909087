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
const usualMilliseconds = 1500;
const samplingMilliseconds = 10;
/** Shorter usual times are taken for this: what all clients send at once takes some turns of the event loop. */
const leastMilliseconds = 10;
/** Attempts for the limit of time, because a busy machine is slow now and then. The other limits hold in each attempt. */
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
for (const name of Object.keys(attacks)) await checks.check(name, () => withstand(name));
await checks.check('the registry stops', () => registry.stop());
checks.finish();

async function withstand(name) {
  const { connections } = attacks[name];
  for (let left = tries - 1; ; left--) {
    // Measured each time, because the other load of the machine changes.
    const usual = await measure(usualMilliseconds);
    const { mebibytes, descriptors, milliseconds } = await attack(name);
    const times = `${milliseconds.toFixed(1)} ms, usually ${usual.milliseconds.toFixed(1)} ms`;
    checks.note(`${name}: ${mebibytes.toFixed(0)} MiB, ${descriptors} descriptors, ${times}`);
    const held = [
      ...exceeds('MiB of memory', mebibytes, 64 + 2 * connections),
      ...exceeds('descriptors', descriptors, 64 + 2 * connections),
    ];
    const limit = 10 * Math.max(usual.milliseconds, leastMilliseconds);
    const late = exceeds('ms for 99 of 100 requests', milliseconds, limit);
    if (held.length > 0 || (late.length > 0 && left === 0)) throw new Error([...held, ...late].join('\n'));
    if (late.length === 0) return;
  }
}

/** Returns the time of other clients' requests, and the memory and descriptors that the attack adds. */
async function attack(name) {
  const before = holdings();
  const file = join(projectDirectory, '.ci/hostile-clients/attack.mjs');
  const attacker = fork(file, [name, registry.port, blob], { stdio: 'ignore' });
  try {
    const { milliseconds, bytes: most, descriptors } = await measure(attackMilliseconds);
    return { milliseconds, mebibytes: (most - before.bytes) / mebibyte, descriptors: descriptors - before.descriptors };
  } finally {
    attacker.kill('SIGKILL');
    // Until the registry has noticed.
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
  // A timer measures while a request waits, too: the registry may hold most then.
  const sampling = setInterval(() => {
    const now = holdings();
    most = { bytes: Math.max(most.bytes, now.bytes), descriptors: Math.max(most.descriptors, now.descriptors) };
  }, samplingMilliseconds);
  try {
    while (performance.now() < end) {
      const start = performance.now();
      await ping();
      times.push(performance.now() - start);
      await sleep(2);
    }
  } finally {
    clearInterval(sampling);
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
