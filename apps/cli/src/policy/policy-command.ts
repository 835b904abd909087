import { Command } from 'commander';
import { withOutputOptions } from '../options/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function policyCommand(): Command {
  return new Command('policy').description('Test rules of access').addCommand(testCommand());
}

function testCommand(): Command {
  return withOutputOptions(
    defineCommand('test', 'Run the cases of an access file against its rules', 'lading policy test access.yaml'),
  )
    .argument('<file>', 'a YAML file with the object access of lading.yaml, or with lading.yaml itself')
    .action(lazily(async () => (await import('./run-policy-test.js')).runPolicyTest));
}
