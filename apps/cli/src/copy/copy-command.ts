import type { Command } from 'commander';
import { withRegistryOptions } from '../session/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function copyCommand(): Command {
  return withRegistryOptions(
    defineCommand(
      'copy',
      'Copy an image, an index or an artifact, byte for byte; what is there already is not sent',
      'lading copy docker.io/library/alpine:3 oci:alpine:3 --platform linux/arm64',
    ),
  )
    .alias('cp')
    .argument('<source>', 'a registry reference, oci:DIR[:NAME], oci-archive:FILE[:NAME], docker-archive:FILE[:NAME]')
    .argument('<target>', 'a registry reference, oci:DIR[:NAME], oci-archive:FILE[:NAME]')
    .option('--platform <os/arch,…>', 'of an index only these platforms; one gives the image itself')
    .option('-r, --referrers', 'copy what refers to it too: signatures, SBOMs')
    .option('-a, --all-tags', 'copy all tags of a repository; source and target are then HOST/REPOSITORY')
    .option('-j, --jobs <number>', 'blobs on their way at a time', '4')
    .option('--verify', 'hash blobs on their way too; a registry that gets them does so in any case')
    .option('--from-plain-http', 'as --plain-http, for the source only')
    .option('--to-plain-http', 'as --plain-http, for the target only')
    .action(lazily(async () => (await import('./run-copy.js')).runCopy));
}
