import { Command } from 'commander';
import { attachCommand } from './attach/attach-command.js';
import { blobCommand } from './blob/blob-command.js';
import { candidatesCommand, completionCommand } from './completion/completion-command.js';
import { conformanceCommand } from './conformance/conformance-command.js';
import { copyCommand } from './copy/copy-command.js';
import { deleteCommand } from './delete/delete-command.js';
import { digestCommand } from './digest/digest-command.js';
import { inspectCommand } from './inspect/inspect-command.js';
import { listCommand } from './list/list-command.js';
import { loginCommand, logoutCommand } from './login/login-command.js';
import { manifestCommand } from './manifest/manifest-command.js';
import { pullCommand } from './pull/pull-command.js';
import { pushCommand } from './push/push-command.js';
import { referrersCommand } from './referrer/referrers-command.js';
import { serveCommand } from './serve/serve-command.js';
import { tagCommand } from './tag/tag-command.js';
import { version } from './version/version.js';
import { versionCommand } from './version/version-command.js';

const groups: readonly (readonly [string, readonly (() => Command)[]])[] = [
  ['Transfer', [copyCommand, pullCommand, pushCommand, attachCommand]],
  ['Look', [listCommand, inspectCommand, digestCommand, referrersCommand]],
  ['Change', [tagCommand, deleteCommand, manifestCommand, blobCommand]],
  ['Log in', [loginCommand, logoutCommand]],
  ['Run', [serveCommand, conformanceCommand]],
  ['This command', [completionCommand, versionCommand]],
];

/** All commands. What they do is loaded when one of them is run. */
export function createProgram(): Command {
  const program = new Command('lading')
    .description('Copy, pull, push and look around in OCI registries, image layouts and archives.')
    .version(version(), '-V, --version', 'print the version')
    .showHelpAfterError('(add --help to see what there is)')
    .configureHelp({ showGlobalOptions: false });
  for (const [title, commands] of groups) {
    program.commandsGroup(`${title}:`);
    for (const create of commands) program.addCommand(create());
  }
  program.addCommand(candidatesCommand(), { hidden: true });
  throwInsteadOfExit(program);
  return program;
}

function throwInsteadOfExit(command: Command): void {
  command.exitOverride().showHelpAfterError('(add --help to see what there is)');
  for (const child of command.commands) throwInsteadOfExit(child);
}
