import { readFileSync } from 'node:fs';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { ConfigurationError } from './configuration/configuration-error.js';
import { configurationJsonSchema } from './configuration/json-schema.js';
import { loadConfiguration } from './configuration/load-configuration.js';
import { variableWarnings } from './configuration/variable-warnings.js';
import { StartError } from './start/start-error.js';

/** EX_CONFIG of sysexits.h: supervisors can be told not to start a program again that ends with it. */
const wrongConfiguration = 78;

const help = `Usage: lading-registry [options] [command]

Without a command it starts an OCI registry. It needs no configuration: without DATABASE_URL it brings its own PostgreSQL.
Settings come from the environment (HOST, PORT, DATABASE_URL, LADING_…) and from the YAML file that LADING_CONFIG names,
or lading.yaml in the working directory.

Commands:
  health                  ask the registry that runs here with this configuration whether it is ready; exit code 0 or 1

  import                  bring in what a Distribution registry keeps in files or in S3; what is here already stays as it is
    --from-distribution <root>     its root: a folder such as /var/lib/registry, or s3://<bucket>/<root>
    --dry-run                      only look and tell

  admin create <name>     create the first administrator; the password comes from the terminal or from standard input
    --password-file <file>         take the password from a file
    --password-stdin               take it from standard input, even at a terminal
    --force                        also if there is an administrator, or the user, who then gets this password
  admin list              list the administrators

Options:
  --print-config-schema   print the JSON Schema of that file, with each key's meaning and default
  --version               print the version
  --help                  print this
`;

/**
 * What the command line asks for; nothing asked for runs the registry.
 * @returns the exit code
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  try {
    const [command, ...rest] = args;
    if (command === 'health') return await tellHealth(rest);
    if (command === 'import') return await bringIn(rest);
    if (command === 'admin') return await administer(rest);
    const options = readOptions(args);
    if (options.help) return print(help);
    if (options.version) return print(`${version()}\n`);
    if (options['print-config-schema']) return print(`${JSON.stringify(configurationJsonSchema(), undefined, 2)}\n`);
    const configuration = loadConfiguration();
    // Only now: what serves requests takes a second to load.
    const { runRegistry } = await import('./process/run-registry.js');
    return await runRegistry(configuration, variableWarnings(process.env));
  } catch (error) {
    return explain(error);
  }
}

async function tellHealth(args: readonly string[]): Promise<number> {
  if (args.length > 0) throw new ConfigurationError([`health takes no arguments, so not ${args.join(' ')}`]);
  const configuration = loadConfiguration();
  const { askHealth } = await import('./health/ask-health.js');
  const { isReady, answer } = await askHealth(configuration);
  print(`${answer}\n`);
  return isReady ? 0 : 1;
}

async function bringIn(args: readonly string[]): Promise<number> {
  const values = parse(args, {
    'from-distribution': { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
  });
  const { 'from-distribution': fromDistribution, 'dry-run': dryRun } = values;
  if (fromDistribution === undefined) throw new ConfigurationError(['import needs --from-distribution <root>']);
  const configuration = loadConfiguration();
  for (const warning of variableWarnings(process.env)) process.stderr.write(`lading-registry: ${warning}\n`);
  const { runImport } = await import('./import/run-import.js');
  return runImport(configuration, { fromDistribution, dryRun: dryRun === true });
}

async function administer(args: readonly string[]): Promise<number> {
  const [action, name, ...rest] = args;
  const { runAdmin } = await import('./admin/run-admin.js');
  if (action === 'list' && name === undefined) return runAdmin(loadConfiguration(), { action });
  if (action !== 'create' || name === undefined || name.startsWith('-'))
    throw new ConfigurationError(['admin takes: create <name>, or list; --help shows what there is']);
  const flag = { type: 'boolean', default: false } as const;
  const values = parse(rest, { 'password-file': { type: 'string' }, 'password-stdin': flag, force: flag });
  const { 'password-file': passwordFile, 'password-stdin': isPasswordInput = false, force = false } = values;
  if (isPasswordInput && passwordFile !== undefined)
    throw new ConfigurationError(['admin create takes --password-file or --password-stdin, and not both']);
  return runAdmin(loadConfiguration(), { action, name, passwordFile, isPasswordInput, force });
}

function readOptions(args: readonly string[]) {
  const option = { type: 'boolean', default: false } as const;
  return parse(args, { help: option, version: option, 'print-config-schema': option });
}

function parse<Options extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new ConfigurationError([`${(error as Error).message.split('. ', 1)[0]}; --help shows what there is`]);
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** A person who can mend the cause needs no stack trace; for anything else it is all there is. */
function explain(error: unknown): number {
  if (error instanceof ConfigurationError) {
    for (const fault of error.faults) process.stderr.write(`lading-registry: ${fault}\n`);
    return wrongConfiguration;
  }
  const text = error instanceof StartError ? error.message : ((error as Error)?.stack ?? String(error));
  process.stderr.write(`lading-registry: ${text}\n`);
  return 1;
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
