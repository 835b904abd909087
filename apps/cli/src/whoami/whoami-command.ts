import type { Command } from 'commander';
import { withRegistryOptions } from '../options/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function whoamiCommand(): Command {
  return withRegistryOptions(
    defineCommand('whoami', 'Show which user is logged in to a registry', 'lading whoami registry.example.com'),
  )
    .argument('[registry]', 'its host; LADING_REGISTRY or docker.io if absent')
    .action(lazily(async () => (await import('./run-whoami.js')).runWhoami));
}
