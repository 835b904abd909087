import { Command } from 'commander';
import { withRegistryOptions } from '../options/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function blobCommand(): Command {
  return new Command('blob')
    .description('Read, write and delete blobs')
    .addCommand(getCommand())
    .addCommand(headCommand())
    .addCommand(putCommand())
    .addCommand(deleteCommand());
}

function getCommand(): Command {
  return withRegistryOptions(
    defineCommand('get', 'Write a blob to standard output or a file', 'lading blob get alpine@sha256:… layer.tar.gz'),
  )
    .alias('fetch')
    .argument('<reference>', 'HOST/REPOSITORY@DIGEST')
    .argument('[file]', 'the file to write; standard output if absent')
    .action(lazily(async () => (await import('./run-blob.js')).runGet));
}

function headCommand(): Command {
  return withRegistryOptions(
    defineCommand('head', 'Print digest and size of a blob', 'lading blob head alpine@sha256:…'),
  )
    .argument('<reference>', 'HOST/REPOSITORY@DIGEST')
    .action(lazily(async () => (await import('./run-blob.js')).runHead));
}

function putCommand(): Command {
  return withRegistryOptions(
    defineCommand('put', 'Push a blob, and print its digest', 'lading blob put ghcr.io/team/app config.json'),
  )
    .alias('push')
    .argument('<repository>', 'HOST/REPOSITORY')
    .argument('<file>', 'the content; - for standard input')
    .action(lazily(async () => (await import('./run-blob.js')).runPut));
}

function deleteCommand(): Command {
  return withRegistryOptions(
    defineCommand('delete', 'Delete a blob from a repository', 'lading blob delete ghcr.io/team/app@sha256:… --yes'),
  )
    .argument('<reference>', 'HOST/REPOSITORY@DIGEST')
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'print what would be deleted, and delete nothing')
    .action(lazily(async () => (await import('../delete/run-delete.js')).runDeleteBlob));
}
