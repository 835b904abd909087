// Measures the cost of sign-in for pulls: the rate of pulls with a token compared with an open registry, and the time of pulls
// while 200 clients sign in at once.
//   node bench/dist/access.js [--rounds N] [--seconds N]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { signInAtOnce } from './access/crowd.js';
import { eventLoopP99 } from './access/event-loop.js';
import { makePulls } from './access/paced-pulls.js';
import { startOpen, startWithSignIn } from './access/registries.js';
import { makeSmallContent } from './content.js';
import { runWrk } from './generator/generate.js';
import { formatSpread } from './report/spread.js';
import type { Server } from './subjects/server-process.js';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '4' } },
});
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const target = '/v2/bench/manifests/v1';

const root = makeTemporaryDirectory('access');
const folder = (name: string) => {
  const made = join(root, name);
  mkdirSync(made);
  return made;
};
const content = makeSmallContent();
const open = await startOpen(folder('open'), content);
const signIn = await startWithSignIn(folder('sign-in'), content);

await measureRates();
await measureCrowds();
await Promise.all([open.stop(), signIn.stop()]);

/** Requests per second over 16 connections, in turn. */
async function measureRates(): Promise<void> {
  const rates: [number, number][] = [];
  for (let round = -1; round < rounds; round += 1) {
    const [withoutToken, withToken] = [await rateOf(open), await rateOf(signIn, await signIn.newToken())];
    if (round >= 0) rates.push([withoutToken, withToken]);
  }
  console.log(`manifest GET, open: ${formatSpread(rates.map(([rate]) => rate))} requests/s`);
  console.log(`manifest GET, with a token: ${formatSpread(rates.map(([, rate]) => rate))} requests/s`);
  console.log(`ratio of each round: ${formatSpread(rates.map(([one, other]) => other / one))}`);
}

async function rateOf({ url }: Server, authorization?: string): Promise<number> {
  const fields = authorization === undefined ? [] : [`Authorization: ${authorization}`];
  const { requests, seconds: taken, errors } = await runWrk(`${url}${target}`, { seconds, fields });
  if (errors.length > 0) throw new Error(errors.join());
  return requests / taken;
}

/** The time of pulls at a fixed rate, first without other requests and then while 200 clients sign in at once. */
async function measureCrowds(): Promise<void> {
  const measured: { quiet: number; crowded: number; loop: number; limited: number; seconds: number }[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const pulls = await makePulls(signIn.port, target, await signIn.newToken());
    const quiet = await pulls.during(wait(seconds));
    await eventLoopP99(signIn);
    let crowd = { limited: 0, seconds: 0 };
    const crowded = await pulls.during(
      signInAtOnce(signIn, round + 1).then((figures) => {
        crowd = figures;
      }),
    );
    const loop = await eventLoopP99(signIn);
    pulls.close();
    if (round >= 0) measured.push({ quiet, crowded, loop, ...crowd });
  }
  const spread = (key: 'quiet' | 'crowded' | 'loop' | 'limited' | 'seconds') =>
    formatSpread(measured.map((each) => each[key]));
  console.log(`200 sign-ins at once: ${spread('limited')} limited, all answered in ${spread('seconds')} s`);
  console.log(`p99 of pulls: ${spread('quiet')} ms in quiet, ${spread('crowded')} ms meanwhile`);
  console.log(`ratio of each round: ${formatSpread(measured.map(({ quiet, crowded }) => crowded / quiet))}`);
  console.log(`p99 of the event loop's delay meanwhile, mean of the workers: ${spread('loop')} ms`);
}

function wait(forSeconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, forSeconds * 1000));
}
