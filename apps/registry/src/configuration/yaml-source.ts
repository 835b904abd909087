import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { allConfigurationKeys } from './configuration-key.js';
import { fileVariable, type SourceReading } from './environment-source.js';
import { suggestName } from './nearest-name.js';

/** The file that is read without being named, if it is in the working directory. */
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
  try {
    return readMapping(file, parse(readFileSync(file, 'utf8')));
  } catch (error) {
    return { values: {}, faults: [`${file}: ${(error as Error).message}`] };
  }
}

/** Only the first line of an error: the following ones show the text around it, which may hold a secret. */
function parse(text: string): unknown {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw new Error(error.message.split('\n', 1)[0]?.replace(/:$/, ''));
  return document.toJS();
}

function readMapping(file: string, content: unknown): SourceReading {
  if (content === null) return { values: {}, faults: [] };
  if (typeof content !== 'object' || Array.isArray(content)) throw new Error('it is no mapping of keys to values');
  const known: string[] = allConfigurationKeys.map((key) => key.name);
  const entries = Object.entries(content).filter(([, value]) => value !== null);
  return {
    values: Object.fromEntries(entries.filter(([name]) => known.includes(name))),
    faults: entries
      .filter(([name]) => !known.includes(name))
      .map(([name]) => `${file}: ${name} is not known${suggestName(name, known)}`),
  };
}
