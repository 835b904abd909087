import type { Command } from 'commander';
import { withRegistryOptions } from '../options/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function loginCommand(): Command {
  return withRegistryOptions(
    defineCommand(
      'login',
      "Check credentials for a registry, and save them where Docker's tools find them",
      'echo "$TOKEN" | lading login ghcr.io --username me --password-stdin',
    ),
  )
    .argument('[registry]', 'its host, or HOST/NAMESPACE', 'docker.io')
    .option(
      '-u, --username <name>',
      'the user name; asked for if absent, and not needed with a personal access token of Lading',
    )
    .option('--password-stdin', 'read the password, or a token or secret in its place, from standard input')
    .action(lazily(async () => (await import('./run-login.js')).runLogin));
}

export function logoutCommand(): Command {
  return withRegistryOptions(defineCommand('logout', 'Erase the credentials for a registry', 'lading logout ghcr.io'))
    .argument('[registry]', 'its host, or HOST/NAMESPACE', 'docker.io')
    .action(lazily(async () => (await import('./run-login.js')).runLogout));
}
