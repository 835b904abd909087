// `npm test`: builds, checks types and tests every package whose sources have changed, and checks the root.
// Arguments go to turbo: `npm test -- --filter=@lading/core`. Only the whole tells whether every requirement is proved.
import './setup/require-node.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { runTurbo } from './setup/turbo.mjs';
import { listTurboRuns, readTurboRun } from './test/count-results.mjs';
import { checkRequirements, checkRoot } from './test/root-checks.mjs';
import { printSummary } from './test/summary.mjs';

await ensureInstalled();
const rootChecks = await checkRoot();
const earlierRuns = listTurboRuns();
const given = process.argv.slice(2);
const turbo = await runTurbo(turboArguments(given));
const requirements = given.length === 0 ? [await checkRequirements()] : [];
const results = [...rootChecks, ...readTurboRun(earlierRuns), ...requirements];
const failed = printSummary(results);
process.exitCode = failed > 0 || turbo.code !== 0 ? 1 : 0;

function turboArguments(given) {
  const isQuiet = given.some((argument) => argument.startsWith('--output-logs'));
  const output = isQuiet ? [] : ['--output-logs=errors-only'];
  return [
    'run',
    'build',
    'typecheck',
    'test',
    'check:package',
    '--summarize',
    '--continue=dependencies-successful',
    ...output,
    ...given,
  ];
}
