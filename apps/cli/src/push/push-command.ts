import type { Command } from 'commander';
import { withRegistryOptions } from '../session/common-options.js';
import { collect, defineCommand, lazily } from '../session/define-command.js';

export function pushCommand(): Command {
  return withRegistryOptions(
    defineCommand(
      'push',
      'Push files and folders as an artifact, or an image from a layout or an archive',
      'lading push ghcr.io/team/report:1 report.pdf:application/pdf --artifact-type application/vnd.example.report',
    ),
  )
    .argument('<reference>', 'where it goes: HOST/REPOSITORY:TAG')
    .argument('<content...>', 'FILE[:MEDIA/TYPE] or folders; or one of oci:DIR, oci-archive:FILE, docker-archive:FILE')
    .option('--artifact-type <type>', 'what kind of artifact it is')
    .option('-a, --annotation <key=value>', 'an annotation of the manifest; may be repeated', collect)
    .option('--platform <os/arch,…>', 'of an index only these platforms')
    .option('-j, --jobs <number>', 'blobs on their way at a time', '4')
    .action(lazily(async () => (await import('./run-push.js')).runPush));
}
