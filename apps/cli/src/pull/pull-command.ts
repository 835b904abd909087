import type { Command } from 'commander';
import { withRegistryOptions } from '../session/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function pullCommand(): Command {
  return withRegistryOptions(
    defineCommand(
      'pull',
      'Pull the files of an artifact into a folder, or an image into an OCI layout or an archive',
      'lading pull ghcr.io/team/report:1 reports',
    ),
  )
    .argument('<reference>', 'what to pull: HOST/REPOSITORY:TAG or HOST/REPOSITORY@DIGEST')
    .argument('[target]', 'a folder, here if absent; oci:DIR[:NAME] or oci-archive:FILE[:NAME], which images need')
    .option('--platform <os/arch,…>', 'of an index only these platforms')
    .option('-r, --referrers', 'of an image that goes into a layout: what refers to it too')
    .option('-j, --jobs <number>', 'blobs on their way at a time', '4')
    .action(lazily(async () => (await import('./run-pull.js')).runPull));
}
