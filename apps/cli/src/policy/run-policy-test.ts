import { fileWarnings, type PolicyCaseResult, runPolicyCases } from '@lading/access';
import { CommandError, UsageError } from '../failure/command-error.js';
import type { RunCommand } from '../session/define-command.js';
import { readAccessFile } from './read-access-file.js';

export const runPolicyTest: RunCommand<readonly [string], object> = async ({ output, notices }, [path]) => {
  const { file, users } = await readAccessFile(path);
  for (const { rule, message } of fileWarnings(file, users))
    notices.warn(rule === undefined ? message : `${rule}: ${message}`);
  if (file.cases.length === 0)
    throw new UsageError(`${path} has no cases`, 'write some below cases: who, may, to and expect');
  const results = runPolicyCases(file);
  const failed = results.filter(({ passes }) => !passes);
  await output.show({ file: path, cases: results.length, failed: failed.map(factsOf) }, failed.flatMap(linesOf));
  if (failed.length > 0)
    throw new CommandError(`${failed.length} of ${results.length} cases fail`, {
      nextStep: 'change the rule that decides, or what the case expects',
    });
  notices.say(`${results.length} cases pass`);
};

function factsOf({ place, case: { who, may, to, expect }, explanation }: PolicyCaseResult) {
  return { case: place, who, may, to, expect, explanation: explanation.text };
}

function linesOf({ place, case: { who, may, to, expect }, explanation }: PolicyCaseResult): readonly string[] {
  const explained = explanation.text.split('\n').map((line) => `  ${line}`);
  return [`cases[${place}]: ${who} ${may} ${to}: expected ${expect}`, ...explained];
}
