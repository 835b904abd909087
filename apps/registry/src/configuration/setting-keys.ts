import { type Setting, type SettingDefinitions, unlimited } from '@lading/core';
import { z } from 'zod';
import { key, wholeNumber } from './key-documentation.js';

/** Variables whose names do not follow from the settings. */
const otherNames: Readonly<Record<string, string>> = { redirectSeconds: 'LADING_REDIRECT_SECONDS' };

/** The schema of the key that a setting becomes. */
type KeyOf<One extends Setting> = One['type'] extends 'truth'
  ? z.ZodDefault<z.ZodBoolean>
  : One['type'] extends 'number'
    ? z.ZodDefault<z.ZodInt>
    : z.ZodType<number | typeof unlimited | undefined>;

type KeysOf<Definitions extends SettingDefinitions> = { [Name in keyof Definitions]: KeyOf<Definitions[Name]> };

/** The keys of the configuration that settings of a module become, with the same names, defaults and documentation. */
export function settingKeys<Definitions extends SettingDefinitions>(definitions: Definitions): KeysOf<Definitions> {
  const keys = Object.entries(definitions).map(([name, setting]) => [name, settingKey(name, setting)]);
  return Object.fromEntries(keys) as KeysOf<Definitions>;
}

/** `maximumTagsPerPut` becomes `LADING_MAX_TAGS_PER_PUT`, and `idleTimeoutSeconds` becomes `LADING_IDLE_TIMEOUT`. */
export function variableOf(setting: string): string {
  const short = setting
    .replace(/^maximum/, 'max')
    .replace(/^minimum/, 'min')
    .replace(/Seconds$/, '');
  return otherNames[setting] ?? `LADING_${short.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}

function settingKey(name: string, setting: Setting): z.ZodType {
  const { description, unit } = setting;
  return key(variableOf(name), schemaOf(setting), withVariables(description), {
    ...(unit === undefined ? {} : { unit }),
    ...(setting.type === 'limit' && setting.default === undefined ? { otherwise: `\`${unlimited}\`` } : {}),
  });
}

function schemaOf(setting: Setting): z.ZodType {
  if (setting.type === 'truth') return z.boolean().default(setting.default);
  const number = wholeNumber(setting.least, setting.most);
  if (setting.type === 'number') return number.default(setting.default);
  const schema = z.union([number, z.literal(unlimited)]);
  return setting.default === undefined ? schema.optional() : schema.default(setting.default);
}

/** Names other settings by their variables. */
function withVariables(description: string): string {
  return description.replace(/`([a-z]+(?:[A-Z][A-Za-z]*)+)`/g, (_, name: string) => `\`${variableOf(name)}\``);
}
