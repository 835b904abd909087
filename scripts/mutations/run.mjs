// Makes small wrong changes to the built server, each in a process of its own, and tells which cases of the HTTP API notice.
// `node scripts/mutations/run.mjs [TEXT…]` takes only the changes whose description has one of the texts. Build first.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { argv, env, execPath, exit } from 'node:process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { mutations } from './mutations.mjs';

const runCases = fileURLToPath(new URL('run-cases.mjs', import.meta.url));
const changeOnLoad = new URL('change-on-load.mjs', import.meta.url).href;
const timeLimit = 120_000;

const misfits = mutations.filter((mutation) => occurrencesOf(mutation) !== 1);
for (const { breaks, file } of misfits)
  console.error(`cannot be made: «${breaks}»: packages/${file} has not that text once`);
if (misfits.length > 0) exit(1);

const unchanged = await hold(undefined);
if (unchanged.failed?.length !== 0) {
  console.error(`the registry fails without any change: ${unchanged.failed?.join(', ') ?? unchanged.error}`);
  exit(1);
}
console.log(`${unchanged.run} cases pass without a change.`);

const wanted = argv.slice(2);
const chosen = [...mutations.entries()].filter(
  ([, { breaks }]) => wanted.length === 0 || wanted.some((part) => breaks.includes(part)),
);
let survivors = 0;
for (const [number, { breaks }] of chosen) {
  const { failed, error } = await hold(number);
  const isCaught = failed === undefined || failed.length > 0;
  if (!isCaught) survivors += 1;
  console.log(`${isCaught ? 'caught  ' : 'SURVIVED'} ${breaks}: ${failed?.join(', ') || (error ?? 'no case noticed')}`);
}
console.log(`${chosen.length - survivors} of ${chosen.length} wrong changes are caught.`);
exit(survivors === 0 ? 0 : 1);

function occurrencesOf({ file, find }) {
  return readFileSync(new URL(`../../packages/${file}`, import.meta.url), 'utf8').split(find).length - 1;
}

/** Runs the cases with a change, or with none; one that keeps the registry from starting or answering is noticed too. */
async function hold(number) {
  const preload = number === undefined ? [] : ['--import', changeOnLoad];
  const child = spawn(execPath, [...preload, runCases], {
    env: { ...env, MUTATION: String(number), MUTATED_FILE: mutations[number]?.file ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeLimit,
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  try {
    return JSON.parse(output.trim().split('\n').at(-1));
  } catch {
    return { error: errors.trim().split('\n').at(-1) || 'it never ended' };
  }
}
