import type { Command } from 'commander';
import { withRegistryOptions } from '../options/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';

export function loginCommand(): Command {
  return withRegistryOptions(
    defineCommand(
      'login',
      "Sign in to a registry, and save the credentials where Docker's tools find them",
      'echo "$TOKEN" | lading login ghcr.io --username me --password-stdin',
    ),
  )
    .argument('[registry]', 'its host, or HOST/NAMESPACE', 'docker.io')
    .option(
      '-u, --username <name>',
      'the user name; if absent, you approve the sign-in on a page of a Lading, or are asked for the name',
    )
    .option('--password-stdin', 'read the password, or a token or secret in its place, from standard input')
    .option('--no-browser', 'only print the page to approve the sign-in; do not open a browser')
    .action(lazily(async () => (await import('./run-login.js')).runLogin));
}

export function logoutCommand(): Command {
  return withRegistryOptions(
    defineCommand(
      'logout',
      'Erase the credentials for a registry, and delete the token that login without a user name has made',
      'lading logout ghcr.io',
    ),
  )
    .argument('[registry]', 'its host, or HOST/NAMESPACE', 'docker.io')
    .action(lazily(async () => (await import('./run-login.js')).runLogout));
}
