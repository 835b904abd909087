import { type Command, Option } from 'commander';
import type { OutputFormat } from '../terminal/output.js';

/** Where the help of a command lists what all commands have. */
export const commonOptions = 'Common options:';

/** Options of every command that prints a result. */
export interface OutputOptions {
  readonly output: OutputFormat;
  readonly quiet?: boolean;
}

/** Options of every command that talks to registries. */
export interface RegistryOptions extends OutputOptions {
  readonly plainHttp?: boolean;
  readonly fromPlainHttp?: boolean;
  readonly toPlainHttp?: boolean;
  readonly insecure?: boolean;
  readonly caFile?: string;
  readonly authFile?: string;
  readonly allowPrivateAddresses?: boolean;
  readonly debug?: boolean;
  /** False after `--no-progress`. */
  readonly progress?: boolean;
}

/** Adds what a command that prints understands. */
export function withOutputOptions(command: Command): Command {
  return command
    .optionsGroup(commonOptions)
    .addOption(new Option('-o, --output <format>', 'how results are printed').choices(['text', 'json']).default('text'))
    .option('-q, --quiet', 'print results and failures only')
    .optionsGroup('Options:');
}

/** Adds what a command that talks to registries understands. */
export function withRegistryOptions(command: Command): Command {
  return withOutputOptions(command)
    .optionsGroup(commonOptions)
    .option('--plain-http', 'speak HTTP without TLS; on localhost TLS is tried first, and HTTP otherwise')
    .option('--insecure', 'speak TLS and accept any certificate; for tests')
    .option('--ca-file <file>', 'speak TLS and trust the certificate authorities in this PEM file too')
    .option('--auth-file <file>', 'look for credentials in this file only')
    .option('--allow-private-addresses', 'follow a registry that leads into a private network')
    .option('--no-progress', 'print lines instead of bars')
    .option('--debug', 'print each request on standard error, without secrets')
    .optionsGroup('Options:');
}

/** Adds the choice of one image of an index. */
export function withPlatformOption(command: Command): Command {
  return command.option('--platform <os/arch>', 'of an index the image for this platform, such as linux/arm64');
}
