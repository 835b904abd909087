// Runs clients that send too much or read nothing against one worker. Its memory and its file descriptors stay within bounds,
// and it answers other clients meanwhile.
import { fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Checks } from './harness/checks.js';
import { makeBlob } from './harness/image.js';
import { pushBlob } from './harness/push-and-pull.js';
import { startRegistry } from './harness/registry-process.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';
import { type Attack, attacks } from './hostile-clients/attacks.js';

/** What the registry holds at a moment. */
interface Holdings {
  readonly bytes: number;
  readonly descriptors: number;
}

/** The most that it held, and the milliseconds in which it answered 99 of 100 requests. */
interface Measurement extends Holdings {
  readonly milliseconds: number;
}

const mebibyte = 1024 ** 2;
const attackMilliseconds = 3000;
const usualMilliseconds = 1500;
const samplingMilliseconds = 10;
/** A shorter usual time counts as this: the bytes that all clients send at once take some turns of the event loop. */
const leastMilliseconds = 10;
/** Attempts for the limit of time, because a busy machine is slow now and then. The other limits hold in each attempt. */
const tries = 3;

const checks = new Checks('hostile-clients');
const registry = await startRegistry({
  dataDirectory: join(makeTemporaryDirectory('hostile-clients'), 'data'),
  environment: { LADING_WORKERS: '1', LADING_LOG_LEVEL: 'error' },
});
const blob = makeBlob(Buffer.alloc(mebibyte, 'a blob'));
await pushBlob(registry.url, 'hostile', blob);
const agent = new Agent({ keepAlive: true });

await measure(attackMilliseconds);
for (const attack of attacks) await checks.check(attack.name, () => withstand(attack));
await checks.check('the registry stops', () => registry.stop());
checks.finish();

async function withstand(attack: Attack): Promise<void> {
  const most = 64 + 2 * attack.connections;
  for (let left = tries - 1; ; left--) {
    // Measured each time, because the other load of the machine changes.
    const usual = await measure(usualMilliseconds);
    const { bytes, descriptors, milliseconds } = await measureAttack(attack);
    const mebibytes = bytes / mebibyte;
    const times = `${milliseconds.toFixed(1)} ms, usually ${usual.milliseconds.toFixed(1)} ms`;
    checks.note(`${attack.name}: ${mebibytes.toFixed(0)} MiB, ${descriptors} descriptors, ${times}`);
    const held = [...exceeds('MiB of memory', mebibytes, most), ...exceeds('descriptors', descriptors, most)];
    const limit = 10 * Math.max(usual.milliseconds, leastMilliseconds);
    const late = exceeds('ms for 99 of 100 requests', milliseconds, limit);
    if (held.length > 0 || (late.length > 0 && left === 0)) throw new Error([...held, ...late].join('\n'));
    if (late.length === 0) return;
  }
}

/** Resolves to the time of other clients' requests, and to the memory and descriptors that the attack adds. */
async function measureAttack({ name }: Attack): Promise<Measurement> {
  const before = readHoldings();
  const program = fileURLToPath(new URL('./hostile-clients/attack.js', import.meta.url));
  const attacker = fork(program, [name, String(registry.port), blob.digest], { stdio: 'ignore' });
  try {
    const { milliseconds, bytes, descriptors } = await measure(attackMilliseconds);
    return { milliseconds, bytes: bytes - before.bytes, descriptors: descriptors - before.descriptors };
  } finally {
    attacker.kill('SIGKILL');
    // Until the registry has noticed.
    await sleep(500);
  }
}

function exceeds(what: string, value: number, limit: number): string[] {
  return value > limit ? [`${value.toFixed(0)} ${what}, of ${limit.toFixed(0)}`] : [];
}

/** Measures the time of other clients' requests, and the maximum memory and descriptors of the registry meanwhile. */
async function measure(duration: number): Promise<Measurement> {
  const end = performance.now() + duration;
  const times: number[] = [];
  let most = readHoldings();
  // A timer also measures while a request waits, when the registry may hold most.
  const sampling = setInterval(() => {
    const now = readHoldings();
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
  return { ...most, milliseconds: times[Math.floor(times.length * 0.99)] ?? Number.POSITIVE_INFINITY };
}

function ping(): Promise<void> {
  return new Promise((resolve, reject) => {
    get(`${registry.url}/v2/`, { agent, timeout: 20_000 }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`GET /v2/ is ${response.statusCode}`));
      response.resume().once('end', resolve);
    }).once('error', reject);
  });
}

function readHoldings(): Holdings {
  const descriptors = registry.serverPids().reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/fd`).length, 0);
  return { bytes: registry.memoryBytes(), descriptors };
}
