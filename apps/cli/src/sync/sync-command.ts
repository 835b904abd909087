import type { Command } from 'commander';
import { withRegistryOptions } from '../options/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function syncCommand(): Command {
  return withRegistryOptions(
    defineCommand(
      'sync',
      'Copy a repository, all below a prefix, or a whole registry, with all tags and referrers; run it again to copy only new content',
      'lading sync old.example.com new.example.com',
    ),
  )
    .argument('<source>', 'HOST/REPOSITORY, HOST/PREFIX/ for every repository below it, or HOST for every repository')
    .argument('<target>', 'HOST for the same names; HOST/REPOSITORY; for several repositories HOST/PREFIX')
    .option('-j, --jobs <number>', 'the most blobs that are copied at once', '4')
    .option('--verify', 'verify digests of blobs here too; the target registry verifies them in any case')
    .option('--from-plain-http', 'like --plain-http, for the source only')
    .option('--to-plain-http', 'like --plain-http, for the target only')
    .action(lazily(async () => (await import('./run-sync.js')).runSync));
}
