import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml } from '@lading/access';
import { nearestName } from '@lading/core';
import { allConfigurationKeys } from './configuration-key.js';
import { fileVariable, type SourceReading } from './environment-source.js';
import { readValue } from './read-value.js';

/** The file that is read by default, if it is in the working directory. */
export const usualFile = 'lading.yaml';

/** The YAML file to read, if there is one. */
export function findConfigurationFile(environment: NodeJS.ProcessEnv, workingDirectory: string): string | undefined {
  const named = environment[fileVariable] || undefined;
  if (named !== undefined) return named;
  const usual = join(workingDirectory, usualFile);
  return existsSync(usual) ? usual : undefined;
}

/** Reads the keys that a YAML file sets. */
export function readYaml(file: string): SourceReading {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { message } = error as Error;
    return { values: {}, faults: [`the configuration file ${file} can't be read: ${message}`] };
  }
  try {
    return readMapping(file, parseYaml(text));
  } catch (error) {
    return { values: {}, faults: [`${file}: ${(error as Error).message}`] };
  }
}

/** Text that means no value in YAML. */
const nothing = /^(?:~|null)?$/i;

function readMapping(file: string, content: unknown): SourceReading {
  if (content === null) return { values: {}, faults: [] };
  if (typeof content !== 'object' || Array.isArray(content)) throw new Error('it is not a mapping of keys to values');
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, raw] of Object.entries(content)) {
    const key = allConfigurationKeys.find((each) => each.name === name);
    if (key === undefined) faults.push(`${file}: ${name} is not known${suggestion(name)}`);
    else if (typeof raw !== 'string' || !nothing.test(raw)) values[name] = readValue(raw, key);
  }
  return { values, faults };
}

/** The key of a variable that is used as a key, or the key with the most similar name. */
function suggestion(unknown: string): string {
  const ofVariable = allConfigurationKeys.find((key) => key.environment === unknown);
  const names = allConfigurationKeys.map((key) => key.name);
  const meant = ofVariable?.name ?? nearestName(unknown, names);
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}
