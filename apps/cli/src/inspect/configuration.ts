import type { ImageSource } from '@lading/client';
import type { Descriptor } from '@lading/core';
import { CommandError } from '../failure/command-error.js';

const longest = 8 * 1024 * 1024;

/** Reads the configuration of an image from its blob (image-spec "OCI Image Configuration"). */
export async function readConfiguration(
  source: ImageSource,
  config: Descriptor,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  if (config.size > longest)
    throw new CommandError(`the configuration ${config.digest} is longer than ${longest} bytes`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.blob(config, { signal }).open(0)) chunks.push(chunk);
  try {
    return fieldsOf(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  } catch (cause) {
    throw new CommandError(`the configuration ${config.digest} is not JSON`, { cause });
  }
}

/** The fields of a configuration about how the image runs, with their names. */
export function runtimeOf(configuration: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] {
  const runtime = fieldsOf(configuration.config);
  const { created, os, architecture, variant } = configuration;
  const platform = [os, architecture, variant].filter((part) => typeof part === 'string').join('/');
  return [
    ['platform', platform],
    ['created', typeof created === 'string' ? created : ''],
    ['entrypoint', words(runtime.Entrypoint)],
    ['command', words(runtime.Cmd)],
    ['user', typeof runtime.User === 'string' ? runtime.User : ''],
    ['directory', typeof runtime.WorkingDir === 'string' ? runtime.WorkingDir : ''],
    ['ports', Object.keys(fieldsOf(runtime.ExposedPorts)).join(', ')],
    ['volumes', Object.keys(fieldsOf(runtime.Volumes)).join(', ')],
    ...list(runtime.Env).map((text) => ['environment', text] as const),
    ...Object.entries(fieldsOf(runtime.Labels)).map(([key, value]) => ['label', `${key}=${value}`] as const),
  ].filter((entry): entry is [string, string] => entry[1] !== '');
}

function words(value: unknown): string {
  return list(value)
    .map((word) => (/^[\w./:=@%+-]+$/.test(word) ? word : JSON.stringify(word)))
    .join(' ');
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
