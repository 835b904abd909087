import type { Command } from 'commander';
import { withOutputOptions } from '../options/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function versionCommand(): Command {
  return withOutputOptions(defineCommand('version', 'Print the version', 'lading version --output json')).action(
    lazily(async () => (await import('./run-version.js')).runVersion),
  );
}
