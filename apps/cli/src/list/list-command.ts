import type { Command } from 'commander';
import { withRegistryOptions } from '../options/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function listCommand(): Command {
  return withRegistryOptions(
    defineCommand(
      'ls',
      'List the tags of a repository, or the repositories of a registry',
      'lading ls ghcr.io/team/app',
    ),
  )
    .aliases(['list', 'catalog', 'list-tags'])
    .argument('<name>', 'HOST/REPOSITORY for tags; HOST alone for repositories')
    .option('--without-tool-tags', 'leave out tags that tools keep, such as sha256-….sig')
    .action(lazily(async () => (await import('./run-list.js')).runList));
}
