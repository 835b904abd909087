import type { Command } from 'commander';
import { withRegistryOptions } from '../options/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function deleteCommand(): Command {
  return withRegistryOptions(
    defineCommand(
      'delete',
      'Delete a tag but not its manifest; or with a digest, delete a manifest and all its tags',
      'lading delete ghcr.io/team/app:old --yes',
    ),
  )
    .alias('rm')
    .argument('<reference>', 'HOST/REPOSITORY:TAG deletes only the tag; HOST/REPOSITORY@DIGEST the manifest')
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'print what would be deleted, and delete nothing')
    .action(lazily(async () => (await import('./run-delete.js')).runDelete));
}
