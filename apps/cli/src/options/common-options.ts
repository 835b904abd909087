import { type Command, Option } from 'commander';
import type { OutputFormat } from '../terminal/output.js';

/** The heading of the common options in the help of a command. */
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
  /** False after `--no-large-reads`. */
  readonly largeReads?: boolean;
  /** False after `--no-progress`. */
  readonly progress?: boolean;
}

/** Adds the options of a command that prints a result. */
export function withOutputOptions(command: Command): Command {
  return command
    .optionsGroup(commonOptions)
    .addOption(new Option('-o, --output <format>', 'how results are printed').choices(['text', 'json']).default('text'))
    .option('-q, --quiet', 'print results and failures only')
    .optionsGroup('Options:');
}

/** Adds the options of a command that talks to registries. */
export function withRegistryOptions(command: Command): Command {
  return withOutputOptions(command)
    .optionsGroup(commonOptions)
    .option('--plain-http', 'use HTTP without TLS; a registry on localhost gets TLS or else HTTP without this option')
    .option('--insecure', 'use TLS and accept any certificate; for tests')
    .option('--ca-file <file>', 'use TLS and trust the certificate authorities in this PEM file too')
    .option('--auth-file <file>', 'use the credentials in this file only')
    .option('--allow-private-addresses', 'follow redirects into a private network')
    .option('--no-progress', 'print lines instead of bars')
    .addOption(
      new Option('--no-large-reads', "read large blobs with Node's own HTTP client, which is slower").hideHelp(),
    )
    .option('--debug', 'print each request on standard error, without secrets')
    .optionsGroup('Options:');
}

/** Adds the option that chooses one image of an index. */
export function withPlatformOption(command: Command): Command {
  return command.option('--platform <os/arch>', 'the image of an index for this platform, such as linux/arm64');
}
