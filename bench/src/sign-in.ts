// Measures what the time of a refused sign-in tells: for a user of an htpasswd file, a user of the database and an unknown one.
// Then measures how long 200 sign-ins at once keep the event loop.
//   node bench/dist/sign-in.js [--rounds N]
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { createAccess } from '@lading/access';
import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { MemoryAccessStore } from '@lading/storage';
import { bcrypt } from 'hash-wasm';
import { formatSpread } from './report/spread.js';
import { summarise } from './report/summary.js';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '40' } } });
const rightPassword = 'correct horse battery staple';
/** Longer than wrong passwords count: no sign-in is limited or delayed. */
const pauseMilliseconds = 20 * 60_000;

let now = Date.now();
const store = new MemoryAccessStore({ now: () => now });
const directory = makeTemporaryDirectory('sign-in');
const htpasswd = join(directory, 'htpasswd');
writeFileSync(
  htpasswd,
  `of-file:${await bcrypt({ password: rightPassword, salt: randomBytes(16), costFactor: 10 })}\n`,
);
const access = await createAccess({
  store,
  files: { htpasswd },
  tokens: { service: 'bench', issuer: 'bench', sealingKeys: [randomBytes(32)] },
});
await access.administration.createFirstAdministrator({ name: 'of-database', password: rightPassword });

let attempts = 0;
/** @returns milliseconds */
async function refuse(name: string): Promise<number> {
  now += pauseMilliseconds;
  attempts += 1;
  const begun = performance.now();
  const { outcome } = await access.signIn.signIn({
    name,
    secret: `wrong ${attempts}`,
    client: { address: '192.0.2.1' },
  });
  if (outcome !== 'refused') throw new Error(`the sign-in was ${outcome}`);
  return performance.now() - begun;
}

const times: Record<string, number[]> = { unknown: [], 'of-file': [], 'of-database': [] };
for (let round = -2; round < Number(values.rounds); round += 1)
  for (const [name, measured] of Object.entries(times)) {
    const milliseconds = await refuse(name);
    if (round >= 0) measured.push(milliseconds);
  }
for (const [name, measured] of Object.entries(times)) {
  // The load of the machine changes over time, so each time is compared with that of its own round.
  const ratios = measured.map((milliseconds, round) => milliseconds / (times.unknown?.[round] ?? Number.NaN));
  const difference = (summarise(ratios).median - 1) * 100;
  console.log(`refused, ${name}: ${formatSpread(measured)} ms, ${difference.toFixed(1)} % from an unknown user`);
}

const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
const outcomes = await Promise.all(
  Array.from({ length: 200 }, (_, number) =>
    access.signIn.signIn({ name: 'of-file', secret: `crowd ${number}`, client: { address: `198.51.100.${number}` } }),
  ),
);
delays.disable();
const limited = outcomes.filter(({ outcome }) => outcome === 'limited').length;
console.log(`200 at once: ${limited} limited, event loop p99 ${(delays.percentile(99) / 1e6).toFixed(1)} ms`);
await access.close();
