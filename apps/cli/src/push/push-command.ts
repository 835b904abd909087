import type { Command } from 'commander';
import { withRegistryOptions } from '../options/common-options.js';
import { collect, defineCommand, lazily } from '../session/define-command.js';

export function pushCommand(): Command {
  return withRegistryOptions(
    defineCommand(
      'push',
      'Push files and folders as an artifact, or an image from a layout or an archive',
      'lading push ghcr.io/team/report:1 report.pdf:application/pdf --artifact-type application/vnd.example.report',
    ),
  )
    .argument('<reference>', 'the target: HOST/REPOSITORY:TAG')
    .argument('<content...>', 'FILE[:MEDIA/TYPE] or folders; or one of oci:DIR, oci-archive:FILE, docker-archive:FILE')
    .option('--artifact-type <type>', 'the type of the artifact')
    .option('-a, --annotation <key=value>', 'an annotation of the manifest; may be repeated', collect)
    .option('--platform <os/arch,…>', 'only these platforms of an index')
    .option('-j, --jobs <number>', 'the most blobs that are copied at once', '4')
    .action(lazily(async () => (await import('./run-push.js')).runPush));
}
