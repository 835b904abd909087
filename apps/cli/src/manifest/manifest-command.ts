import { Command } from 'commander';
import { withPlatformOption, withRegistryOptions } from '../options/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function manifestCommand(): Command {
  return new Command('manifest')
    .description('Read, write and delete manifests')
    .addCommand(getCommand())
    .addCommand(headCommand())
    .addCommand(putCommand())
    .addCommand(deleteCommand());
}

function getCommand(): Command {
  const command = defineCommand(
    'get',
    'Print a manifest as it is',
    'lading manifest get alpine:3 --platform linux/amd64',
  );
  return withPlatformOption(withRegistryOptions(command))
    .alias('fetch')
    .argument('<reference>', 'HOST/REPOSITORY:TAG, HOST/REPOSITORY@DIGEST, or a layout or archive as for copy')
    .action(lazily(async () => (await import('./run-manifest.js')).runGet));
}

function headCommand(): Command {
  return withRegistryOptions(
    defineCommand('head', 'Print digest, type and size of a manifest', 'lading manifest head ghcr.io/team/app:1'),
  )
    .argument('<reference>')
    .action(lazily(async () => (await import('./run-manifest.js')).runHead));
}

function putCommand(): Command {
  return withRegistryOptions(
    defineCommand('put', 'Push a manifest as it is', 'lading manifest put ghcr.io/team/app:1 manifest.json'),
  )
    .alias('push')
    .argument('<reference>', 'HOST/REPOSITORY:TAG, or HOST/REPOSITORY@DIGEST without a tag')
    .argument('<file>', 'the manifest; - for standard input')
    .option('--media-type <type>', "its type; the manifest's own mediaType if absent")
    .action(lazily(async () => (await import('./run-manifest.js')).runPut));
}

function deleteCommand(): Command {
  return withRegistryOptions(
    defineCommand(
      'delete',
      'Delete a manifest with every tag that points to it; a tag alone is taken away by lading delete',
      'lading manifest delete ghcr.io/team/app@sha256:… --yes',
    ),
  )
    .argument('<reference>', 'HOST/REPOSITORY@DIGEST; or a tag, which stands for what it points to')
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'print what would be deleted, and delete nothing')
    .action(lazily(async () => (await import('../delete/run-delete.js')).runDeleteManifest));
}
