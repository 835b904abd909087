import { readFileSync } from 'node:fs';
import { allConfigurationKeys, type ConfigurationKey } from './configuration-key.js';
import { suggestName } from './nearest-name.js';

/** What one source says: values by key, and what is wrong with it. */
export interface SourceReading {
  readonly values: Readonly<Record<string, unknown>>;
  readonly faults: readonly string[];
}

/** The variable that names the YAML file. */
export const fileVariable = 'LADING_CONFIG';

const prefix = 'LADING_';
const yes = new Set(['true', '1', 'yes', 'on']);
const no = new Set(['false', '0', 'no', 'off']);

/** Reads the keys that the environment sets. An empty variable is an unset one, as compose files write them. */
export function readEnvironment(environment: NodeJS.ProcessEnv): SourceReading {
  const values: Record<string, unknown> = {};
  const faults = unknownVariables(environment);
  for (const key of allConfigurationKeys) {
    try {
      const text = readVariable(key, environment);
      if (text !== undefined) values[key.name] = fromText(text, key);
    } catch (error) {
      faults.push((error as Error).message);
    }
  }
  return { values, faults };
}

function readVariable(key: ConfigurationKey, environment: NodeJS.ProcessEnv): string | undefined {
  const text = environment[key.environment] || undefined;
  const file = key.secret === true ? environment[fileNameVariable(key)] || undefined : undefined;
  if (file === undefined) return text;
  if (text !== undefined) throw new Error(`${key.environment} and ${fileNameVariable(key)} are both set: set one`);
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    throw new Error(`${fileNameVariable(key)}: ${(error as Error).message}`);
  }
}

function fileNameVariable(key: ConfigurationKey): string {
  return `${key.environment}_FILE`;
}

/** What is no number or truth value stays a text, for the schema to refuse. */
function fromText(text: string, { form }: ConfigurationKey): unknown {
  if (form.type === 'array') return text.split(',').map((item) => item.trim());
  if (form.type === 'integer') return /^\d+$/.test(text) ? Number(text) : text;
  if (form.type !== 'boolean') return text;
  const word = text.toLowerCase();
  return yes.has(word) || (no.has(word) ? false : text);
}

function unknownVariables(environment: NodeJS.ProcessEnv): string[] {
  const secretFiles = allConfigurationKeys.filter((key) => key.secret === true).map(fileNameVariable);
  const known = [fileVariable, ...allConfigurationKeys.map((key) => key.environment), ...secretFiles];
  return Object.keys(environment)
    .filter((name) => name.startsWith(prefix) && !known.includes(name))
    .map((name) => `${name} is not known${suggestName(name, known)}`);
}
