import { readFileSync } from 'node:fs';
import { allConfigurationKeys, type ConfigurationKey } from './configuration-key.js';
import { isSetByOthers } from './foreign-variables.js';
import { readValue } from './read-value.js';

/** The values of one source by key, and its errors. */
export interface SourceReading {
  readonly values: Readonly<Record<string, unknown>>;
  readonly faults: readonly string[];
}

/** The variable that names the YAML file. */
export const fileVariable = 'LADING_CONFIG';

/** Reads the keys that the environment sets. An empty variable counts as unset, because Compose files write them so. */
export function readEnvironment(environment: NodeJS.ProcessEnv): SourceReading {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const key of allConfigurationKeys) {
    try {
      const value = readValue(readVariable(key, environment), key);
      if (value !== undefined) values[key.name] = value;
    } catch (error) {
      faults.push((error as Error).message);
    }
  }
  return { values, faults };
}

function readVariable(key: ConfigurationKey, environment: NodeJS.ProcessEnv): string | undefined {
  const text = isSetByOthers(key.environment, environment) ? undefined : environment[key.environment] || undefined;
  const file = key.secret === true ? environment[fileNameVariable(key)] || undefined : undefined;
  if (file === undefined) return text;
  if (text !== undefined) throw new Error(`${key.environment} and ${fileNameVariable(key)} are both set: set one`);
  return readSecret(file, fileNameVariable(key));
}

/** An empty file is an error. The default, such as the embedded PostgreSQL, would hide that the secret is missing. */
function readSecret(file: string, variable: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${variable}: ${(error as Error).message}`);
  }
  if (text.trim() === '') throw new Error(`${variable}: ${file} is empty`);
  return text;
}

/** Every variable that the registry reads. */
export function knownVariables(): string[] {
  const secretFiles = allConfigurationKeys.filter((key) => key.secret === true).map(fileNameVariable);
  return [fileVariable, ...allConfigurationKeys.map((key) => key.environment), ...secretFiles];
}

function fileNameVariable(key: ConfigurationKey): string {
  return `${key.environment}_FILE`;
}
