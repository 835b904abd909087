import { type ParseArgsConfig, parseArgs } from 'node:util';
import { CommandError } from './command-error.js';

type OptionsConfig = NonNullable<ParseArgsConfig['options']>;

/** What `parseArgs` makes of options: text, or whether it is there; a list where one may come again. */
type ValuesOf<Options extends OptionsConfig> = {
  readonly [Name in keyof Options]?: Options[Name] extends { readonly multiple: true }
    ? ValueOf<Options[Name]>[]
    : ValueOf<Options[Name]>;
};

type ValueOf<Option> = Option extends { readonly type: 'string' } ? string : boolean;

/** Takes arguments apart; a `CommandError` names the one that nobody knows, and a second registry. */
export function parseArguments<const Options extends OptionsConfig>(
  args: readonly string[],
  options: Options,
): { readonly values: ValuesOf<Options>; readonly url: URL | undefined } {
  const { values, positionals } = parse(args, options);
  if (positionals.length > 1) throw new CommandError(`one registry at a time: ${positionals.join(' ')}`);
  return {
    values: values as ValuesOf<Options>,
    url: positionals[0] === undefined ? undefined : readUrl(positionals[0]),
  };
}

function parse(args: readonly string[], options: OptionsConfig) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new CommandError(`${(error as Error).message.split('. ', 1)[0]}`);
  }
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new CommandError(`the registry is named by its URL, such as https://${text.replace(/^.*:\/\//, '')}`);
  if (url.username !== '' || url.password !== '')
    throw new CommandError('credentials are not part of the URL: use --username and --password-stdin');
  return url;
}

/** An account has both: its name as an option, its password on standard input. */
export function expectBoth(username: string | undefined, passwordStdin: boolean | undefined): void {
  if ((username !== undefined) !== (passwordStdin === true))
    throw new CommandError('--username and --password-stdin belong together');
}
