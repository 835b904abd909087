import type { Command } from 'commander';
import { withPlatformOption, withRegistryOptions } from '../options/common-options.js';
import { collect, defineCommand, lazily } from '../session/define-command.js';

export function attachCommand(): Command {
  return withPlatformOption(
    withRegistryOptions(
      defineCommand(
        'attach',
        'Attach files to an image or an artifact, so that they are found by its digest',
        'lading attach ghcr.io/team/app:1 sbom.json:application/spdx+json --artifact-type application/spdx+json',
      ),
    ),
  )
    .argument('<reference>', 'the image that they refer to')
    .argument('[files...]', 'FILE[:MEDIA/TYPE] or folders')
    .requiredOption('--artifact-type <type>', 'the type of the artifact')
    .option('-a, --annotation <key=value>', 'an annotation of the manifest; may be repeated', collect)
    .action(lazily(async () => (await import('./run-attach.js')).runAttach));
}
