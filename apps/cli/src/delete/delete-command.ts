import type { Command } from 'commander';
import { withRegistryOptions } from '../session/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function deleteCommand(): Command {
  return withRegistryOptions(
    defineCommand(
      'delete',
      'Take a tag away, and leave what it points to; or with a digest, delete a manifest and all its tags',
      'lading delete ghcr.io/team/app:old --yes',
    ),
  )
    .alias('rm')
    .argument('<reference>', 'HOST/REPOSITORY:TAG takes the tag alone; HOST/REPOSITORY@DIGEST the manifest')
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'say what would go, and leave it')
    .action(lazily(async () => (await import('./run-delete.js')).runDelete));
}
