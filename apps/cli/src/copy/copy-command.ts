import type { Command } from 'commander';
import { withRegistryOptions } from '../options/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function copyCommand(): Command {
  return withRegistryOptions(
    defineCommand(
      'copy',
      'Copy an image, an index or an artifact, byte for byte, and send only missing content',
      'lading copy docker.io/library/alpine:3 oci:alpine:3 --platform linux/arm64',
    ),
  )
    .alias('cp')
    .argument('<source>', 'a registry reference, oci:DIR[:NAME], oci-archive:FILE[:NAME], docker-archive:FILE[:NAME]')
    .argument('<target>', 'a registry reference, oci:DIR[:NAME], oci-archive:FILE[:NAME]')
    .option('--platform <os/arch,…>', 'only these platforms of an index; one platform copies the image itself')
    .option('-r, --referrers', 'copy its referrers too, such as signatures and SBOMs')
    .option('-a, --all-tags', 'copy all tags of a repository; source and target are then HOST/REPOSITORY')
    .option('-j, --jobs <number>', 'the most blobs that are copied at once', '4')
    .option('--verify', 'verify digests of blobs here too; the target registry verifies them in any case')
    .option('--from-plain-http', 'like --plain-http, for the source only')
    .option('--to-plain-http', 'like --plain-http, for the target only')
    .action(lazily(async () => (await import('./run-copy.js')).runCopy));
}
