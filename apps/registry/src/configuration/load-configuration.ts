import { resolve } from 'node:path';
import type { z } from 'zod';
import { ConfigurationError } from './configuration-error.js';
import { allConfigurationKeys, type ConfigurationKey, describeAllowed } from './configuration-key.js';
import { type Configuration, configurationSchema } from './configuration-schema.js';
import { readEnvironment, type SourceReading } from './environment-source.js';
import { readAccess } from './read-access.js';
import { variableWarnings } from './variable-warnings.js';
import { findConfigurationFile, readYaml } from './yaml-source.js';

/**
 * Loads the configuration of this process. The environment overrides the YAML file, and the file overrides the defaults.
 * @throws ConfigurationError with a line for each error, and for each variable that is ignored
 */
export function loadConfiguration(
  environment: NodeJS.ProcessEnv = process.env,
  workingDirectory: string = process.cwd(),
): Configuration {
  const file = findConfigurationFile(environment, workingDirectory);
  const fromFile = file === undefined ? { values: {}, faults: [] } : readYaml(file);
  const fromEnvironment = readEnvironment(environment);
  const values = { ...fromFile.values, ...fromEnvironment.values };
  const result = configurationSchema.safeParse(values);
  const faults = [...fromFile.faults, ...fromEnvironment.faults];
  if (!result.success) faults.push(...faultsOf(result.error, values, fromEnvironment, file));
  // A setting can be missing because its variable is misspelt.
  if (!result.success || faults.length > 0)
    throw new ConfigurationError([...new Set(faults), ...variableWarnings(environment)]);
  const configuration = { ...result.data, ...placesOf(result.data, file, workingDirectory) };
  readAccess(configuration);
  return configuration;
}

/** The workers and the watched files need absolute paths. */
function placesOf({ dataDirectory, accessFile }: Configuration, file: string | undefined, workingDirectory: string) {
  return {
    dataDirectory: resolve(workingDirectory, dataDirectory),
    ...(accessFile === undefined ? {} : { accessFile: resolve(workingDirectory, accessFile) }),
    ...(file === undefined ? {} : { configurationFile: resolve(workingDirectory, file) }),
  };
}

function faultsOf(
  error: z.ZodError,
  values: Readonly<Record<string, unknown>>,
  fromEnvironment: SourceReading,
  file: string | undefined,
): string[] {
  return error.issues.flatMap((issue) => {
    const key = allConfigurationKeys.find(({ name }) => name === issue.path[0]);
    if (key === undefined) return [issue.message];
    const isFromFile = !(key.name in fromEnvironment.values) && key.name in values;
    const name = isFromFile ? `${file}: ${key.name}` : key.environment;
    if (key.secret === true && issue.code === 'custom') return [`${name} is wrong: ${issue.message}`];
    // A value that is valid by itself conflicts with another one, which the message names.
    const isFineByItself = configurationSchema.shape[key.name].safeParse(values[key.name]).success;
    const allowed = isFineByItself ? issue.message : describeAllowed(key);
    return [`${name} is ${show(key, values[key.name])}; allowed: ${allowed.replaceAll('`', '')}`];
  });
}

function show(key: ConfigurationKey, value: unknown): string {
  if (value === undefined) return 'not set';
  if (key.secret === true) return 'not of the right form (its value is secret and not shown)';
  const text = JSON.stringify(key.form.type === 'array' && isListOfTexts(value) ? value.join(',') : value);
  // Hides credentials before the host of a URL, in the value of any key.
  return text.replace(/\/\/[^/@\s"]*@/g, '//***@');
}

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
