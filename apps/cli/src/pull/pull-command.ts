import type { Command } from 'commander';
import { withRegistryOptions } from '../options/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function pullCommand(): Command {
  return withRegistryOptions(
    defineCommand(
      'pull',
      'Pull the files of an artifact into a folder, or an image into an OCI layout or an archive',
      'lading pull ghcr.io/team/report:1 reports',
    ),
  )
    .argument('<reference>', 'the source: HOST/REPOSITORY:TAG or HOST/REPOSITORY@DIGEST')
    .argument('[target]', 'a folder, by default this one; or for an image oci:DIR[:NAME] or oci-archive:FILE[:NAME]')
    .option('--platform <os/arch,…>', 'only these platforms of an index')
    .option('-r, --referrers', 'pull the referrers of an image into the layout too')
    .option('-j, --jobs <number>', 'the most blobs that are copied at once', '4')
    .action(lazily(async () => (await import('./run-pull.js')).runPull));
}
