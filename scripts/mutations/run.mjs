// Makes small wrong changes to the built server, each in a process of its own, and tells which case notices
// it first. A change that can't be made, a process that breaks and a change that no case notices all count as failed.
// `node scripts/mutations/run.mjs [TEXT…]` takes only the changes whose description has one of the texts. Build first.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { argv, env, execPath, exit } from 'node:process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { mutations } from './mutations.mjs';

const runCases = fileURLToPath(new URL('run-cases.mjs', import.meta.url));
const changeOnLoad = new URL('change-on-load.mjs', import.meta.url).href;
const timeLimit = 180_000;
const processes = 2;

const wanted = argv.slice(2);
const chosen = [...mutations.keys()].filter(
  (number) => wanted.length === 0 || wanted.some((part) => mutations[number].breaks.includes(part)),
);
const waiting = [undefined, ...chosen];
let [passed, failed] = [0, 0];
await Promise.all(Array.from({ length: processes }, work));
console.log(`${passed} passed, ${failed} failed`);
exit(failed === 0 && passed > 1 ? 0 : 1);

/** Takes one change after the other; the first of all is none, under which every case has to pass. */
async function work() {
  while (waiting.length > 0) {
    const number = waiting.shift();
    const { title, problem } = number === undefined ? await runUnchanged() : await runChanged(number);
    if (problem === undefined) passed += 1;
    else failed += 1;
    console.log(problem === undefined ? `✓ ${title}` : `✗ ${title}: ${problem}`);
  }
}

async function runUnchanged() {
  const { run, caughtBy, error } = await hold(undefined);
  const title = `${run ?? 'all'} cases pass without a change`;
  return { title, problem: error ?? (caughtBy && `${caughtBy} fails`) };
}

async function runChanged(number) {
  const { breaks, file } = mutations[number];
  if (occurrencesOf(mutations[number]) !== 1)
    return { title: breaks, problem: `can't be made: packages/${file} has not that text once` };
  const { caughtBy, run, error } = await hold(number);
  if (error !== undefined) return { title: breaks, problem: `breaks the run itself: ${error}` };
  if (caughtBy === undefined) return { title: breaks, problem: `none of ${run} cases notices` };
  return { title: `${breaks}: noticed by ${caughtBy} (${run} cases)` };
}

function occurrencesOf({ file, find }) {
  return readFileSync(new URL(`../../packages/${file}`, import.meta.url), 'utf8').split(find).length - 1;
}

/** Runs the cases with a change, or with none. */
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
