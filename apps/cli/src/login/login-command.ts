import type { Command } from 'commander';
import { withRegistryOptions } from '../session/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function loginCommand(): Command {
  return withRegistryOptions(
    defineCommand(
      'login',
      "Check credentials for a registry, and keep them where Docker's tools look for them",
      'echo "$TOKEN" | lading login ghcr.io --username me --password-stdin',
    ),
  )
    .argument('[registry]', 'its host', 'docker.io')
    .option('-u, --username <name>', 'who logs in; asked for if absent')
    .option('--password-stdin', 'read the password from standard input')
    .action(lazily(async () => (await import('./run-login.js')).runLogin));
}

export function logoutCommand(): Command {
  return withRegistryOptions(defineCommand('logout', 'Forget the credentials for a registry', 'lading logout ghcr.io'))
    .argument('[registry]', 'its host', 'docker.io')
    .action(lazily(async () => (await import('./run-login.js')).runLogout));
}
