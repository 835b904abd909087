import type { Command } from 'commander';
import { withRegistryOptions } from '../options/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function tagCommand(): Command {
  return withRegistryOptions(
    defineCommand(
      'tag',
      'Give an image in a registry more tags, without pulling it',
      'lading tag ghcr.io/team/app:1.4.2 1.4 1 latest',
    ),
  )
    .argument('<reference>', 'the image: HOST/REPOSITORY:TAG or HOST/REPOSITORY@DIGEST')
    .argument('<tags...>', 'the tags, without the name of the repository')
    .action(lazily(async () => (await import('./run-tag.js')).runTag));
}
