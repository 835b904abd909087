import type { Command } from 'commander';
import { withPlatformOption, withRegistryOptions } from '../options/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function inspectCommand(): Command {
  return withPlatformOption(
    withRegistryOptions(
      defineCommand(
        'inspect',
        'Show what an image, an index or an artifact is: platforms, layers, configuration',
        'lading inspect alpine:3 --platform linux/amd64',
      ),
    ),
  )
    .argument('<reference>', 'HOST/REPOSITORY:TAG, HOST/REPOSITORY@DIGEST, or a layout or archive as for copy')
    .action(lazily(async () => (await import('./run-inspect.js')).runInspect));
}
