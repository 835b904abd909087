import type { Command } from 'commander';
import { withPlatformOption, withRegistryOptions } from '../options/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function digestCommand(): Command {
  return withPlatformOption(
    withRegistryOptions(defineCommand('digest', 'Print the digest that a tag points to', 'lading digest alpine:3')),
  )
    .alias('resolve')
    .argument('<reference>', 'HOST/REPOSITORY:TAG, or a layout or archive as for copy')
    .option('--full-reference', 'print HOST/REPOSITORY:TAG@DIGEST')
    .action(lazily(async () => (await import('./run-digest.js')).runDigest));
}
