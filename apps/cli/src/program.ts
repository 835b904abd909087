import { Command, Help } from 'commander';
import { adminCommand } from './admin/admin-command.js';
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
import { commonOptions } from './options/common-options.js';
import { version } from './package/version.js';
import { policyCommand } from './policy/policy-command.js';
import { pullCommand } from './pull/pull-command.js';
import { pushCommand } from './push/push-command.js';
import { referrersCommand } from './referrer/referrers-command.js';
import { serveCommand } from './serve/serve-command.js';
import { syncCommand } from './sync/sync-command.js';
import { tagCommand } from './tag/tag-command.js';
import { paint } from './terminal/paint.js';
import { versionCommand } from './version/version-command.js';
import { whoamiCommand } from './whoami/whoami-command.js';

const groups: readonly (readonly [string, readonly (() => Command)[]])[] = [
  ['Transfer', [copyCommand, syncCommand, pullCommand, pushCommand, attachCommand]],
  ['Look', [listCommand, inspectCommand, digestCommand, referrersCommand]],
  ['Change', [tagCommand, deleteCommand, manifestCommand, blobCommand]],
  ['Log in', [loginCommand, logoutCommand, whoamiCommand]],
  ['Run', [serveCommand, adminCommand, policyCommand, conformanceCommand]],
  ['This command', [completionCommand, versionCommand]],
];

/** Defines all commands. The code of a command is loaded when it runs. */
export function createProgram(): Command {
  const program = new Command('lading')
    .description('Copy, pull, push and look around in OCI registries, image layouts and archives.')
    .version(version(), '-V, --version', 'print the version')
    .configureHelp({ showGlobalOptions: false });
  for (const [title, commands] of groups) {
    program.commandsGroup(`${title}:`);
    for (const create of commands) program.addCommand(create());
  }
  program.addCommand(candidatesCommand(), { hidden: true });
  prepare(program, 'lading');
  return program;
}

/** Prints usage errors like all failures. In the help, lists the options of a command before the common options. */
function prepare(command: Command, path: string): void {
  command
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error:/, paint('red', 'lading:', process.stderr))),
    })
    .showHelpAfterError(`  ${paint('bold', 'next:', process.stderr)} see ${path} --help`)
    .configureHelp({
      groupItems: (items, visible, group) => {
        const [own, common] = [false, true].map((is) => items.filter((item) => (group(item) === commonOptions) === is));
        return new Help().groupItems([...(own ?? []), ...(common ?? [])], visible, group);
      },
    });
  for (const child of command.commands) prepare(child, `${path} ${child.name()}`);
}
