import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nearestName } from '@lading/core';
import { parseDocument } from 'yaml';
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
    return readMapping(file, parse(text));
  } catch (error) {
    return { values: {}, faults: [`${file}: ${(error as Error).message}`] };
  }
}

/**
 * Parses every value as text: YAML's own types would turn a bucket called 123 into a number, but leave `yes` a string. Keeps
 * only the first line of an error, because the others show the text around it, which may contain a secret.
 */
function parse(text: string): unknown {
  const document = parseDocument(text, { schema: 'failsafe', logLevel: 'error' });
  const [error] = document.errors;
  if (error !== undefined) throw new Error(error.message.split('\n', 1)[0]?.replace(/:$/, ''));
  return document.toJS();
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
