import type { Command } from 'commander';
import { withRegistryOptions } from '../session/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function syncCommand(): Command {
  return withRegistryOptions(
    defineCommand(
      'sync',
      'Copy a repository, those below a prefix, or a whole registry, with all tags and all that refers to them; run it again for what is new',
      'lading sync old.example.com new.example.com',
    ),
  )
    .argument('<source>', 'HOST/REPOSITORY, HOST/PREFIX/ for every repository below it, or HOST for every repository')
    .argument('<target>', 'HOST for the same names; HOST/REPOSITORY; for several repositories HOST/PREFIX')
    .option('-j, --jobs <number>', 'blobs on their way at a time', '4')
    .option('--verify', 'hash blobs on their way too; a registry that gets them does so in any case')
    .option('--from-plain-http', 'as --plain-http, for the source only')
    .option('--to-plain-http', 'as --plain-http, for the target only')
    .action(lazily(async () => (await import('./run-sync.js')).runSync));
}
