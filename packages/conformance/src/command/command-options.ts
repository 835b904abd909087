import type { Strength } from '../registry/registry-case.js';
import { type RegistryCategory, registryCategories } from '../registry/registry-cases.js';
import { type RegistryFeature, registryFeatures } from '../registry/registry-feature.js';
import { expectBoth, parseArguments } from './arguments.js';
import { CommandError } from './command-error.js';

const options = {
  username: { type: 'string' },
  'password-stdin': { type: 'boolean' },
  token: { type: 'string' },
  'repository-prefix': { type: 'string' },
  accounts: { type: 'string' },
  insecure: { type: 'boolean' },
  strength: { type: 'string' },
  category: { type: 'string', multiple: true },
  case: { type: 'string', multiple: true },
  without: { type: 'string', multiple: true },
  with: { type: 'string', multiple: true },
  parallel: { type: 'string' },
  timeout: { type: 'string' },
  list: { type: 'boolean' },
  output: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const;

/** From the most binding to the least. */
export const strengths: readonly Strength[] = ['must', 'should', 'choice'];

const mostParallel = 16;

export type CommandOptions = ReturnType<typeof readCommandOptions>;

/** Reads the arguments of the command; throws a `CommandError` that says which of them is wrong. */
export function readCommandOptions(args: readonly string[]) {
  const { values, url } = parseArguments(args, options);
  const { username, token } = values;
  expectBoth(username, values['password-stdin']);
  if (username !== undefined && token !== undefined) throw new CommandError('either --token or --username, not both');
  return {
    url,
    username,
    token,
    namespace: values['repository-prefix']?.replace(/\/$/, ''),
    accounts: values.accounts,
    insecure: values.insecure === true,
    strength: oneOf('strength', strengths, values.strength ?? 'should'),
    categories: namesOf<RegistryCategory>('category', registryCategories, values.category),
    cases: values.case ?? [],
    without: namesOf<RegistryFeature>('feature', registryFeatures, values.without),
    with: namesOf<RegistryFeature>('feature', registryFeatures, values.with),
    parallel: readParallel(values.parallel ?? '1'),
    timeoutMilliseconds: values.timeout === undefined ? undefined : 1000 * readSeconds(values.timeout),
    output: values.output,
    list: values.list === true,
    json: values.json === true,
    help: values.help === true,
    version: values.version === true,
  };
}

function readParallel(text: string): number {
  const number = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > mostParallel) throw new CommandError(`--parallel is 1 to ${mostParallel}, not ${text}`);
  return number;
}

function readSeconds(text: string): number {
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (seconds < 1) throw new CommandError(`--timeout must be a whole number of seconds, at least 1, not ${text}`);
  return seconds;
}

function namesOf<Name extends string>(what: string, known: Readonly<Record<Name, unknown>>, given: string[] = []) {
  return given.map((name) => oneOf(what, Object.keys(known) as Name[], name));
}

function oneOf<Name extends string>(what: string, known: readonly Name[], given: string): Name {
  const found = known.find((name) => name === given);
  if (found === undefined) throw new CommandError(`there is no ${what} ${given}: ${known.join(', ')}`);
  return found;
}
