import type { Command } from 'commander';
import { withPlatformOption, withRegistryOptions } from '../options/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function referrersCommand(): Command {
  return withPlatformOption(
    withRegistryOptions(
      defineCommand(
        'referrers',
        'Show what refers to an image: signatures, SBOMs, and what refers to those',
        'lading referrers ghcr.io/team/app:1 --artifact-type application/spdx+json',
      ),
    ),
  )
    .alias('discover')
    .argument('<reference>', 'HOST/REPOSITORY:TAG, HOST/REPOSITORY@DIGEST, or a layout as for copy')
    .option('--artifact-type <type>', 'only referrers of this type')
    .option('--list', 'print digest and type of each direct referrer, one on a line')
    .action(lazily(async () => (await import('./run-referrers.js')).runReferrers));
}
