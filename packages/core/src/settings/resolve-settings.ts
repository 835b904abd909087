import type { OptionRules } from '../options/check-options.js';
import { showValue } from '../options/option-kind.js';
import type { Setting, SettingDefinitions, SettingsInput, SettingsOf } from './setting.js';

/** The value that switches a limit off. */
export const unlimited = 'unlimited';

/** The names of settings as rules for `checkOptions`. `resolveSettings` checks the values. */
export function settingRules<Definitions extends SettingDefinitions>(
  definitions: Definitions,
): OptionRules<SettingsInput<Definitions>> {
  const rules = Object.keys(definitions).map((name) => [name, 'value?']);
  return Object.fromEntries(rules) as OptionRules<SettingsInput<Definitions>>;
}

/** Rules for an application's own names of settings. */
export function settingNameRules<Name extends string>(
  definitions: Readonly<Record<Name, Setting>>,
): OptionRules<Partial<Record<Name, string>>> {
  const rules = Object.keys(definitions).map((name) => [name, 'non-empty string?']);
  return Object.fromEntries(rules) as OptionRules<Partial<Record<Name, string>>>;
}

/**
 * Fills in the defaults. Options that are not settings are left out.
 * @throws TypeError that names the setting and shows its value
 */
export function resolveSettings<Definitions extends SettingDefinitions>(
  owner: string,
  definitions: Definitions,
  given: SettingsInput<Definitions>,
): SettingsOf<Definitions> {
  const values = Object.entries(definitions).map(([name, setting]) => {
    const value: unknown = given[name];
    if (value === undefined) return [name, setting.default];
    if (isAllowed(setting, value)) return [name, value === unlimited ? undefined : value];
    throw new TypeError(`${owner}: ${name} must be ${describeSetting(setting)}, not ${showValue(value, 'boolean')}`);
  });
  return Object.fromEntries(values) as SettingsOf<Definitions>;
}

/** The settings among other options. A setting without a value is left out. */
export function pickSettings<Definitions extends SettingDefinitions>(
  definitions: Definitions,
  values: SettingsInput<Definitions>,
): SettingsInput<Definitions> {
  const present = Object.keys(definitions).filter((name) => values[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, values[name]])) as SettingsInput<Definitions>;
}

/** Describes the allowed values of a setting, for errors and tables. */
export function describeSetting(setting: Setting): string {
  if (setting.type === 'truth') return 'true or false';
  const { least, most, unit } = setting;
  const number = `a whole number${unit === undefined ? '' : ` of ${unit}`}`;
  const range = most === Number.MAX_SAFE_INTEGER ? `, ${least} or more` : ` from ${least} to ${most}`;
  return `${number}${range}${setting.type === 'limit' ? `, or ${unlimited}` : ''}`;
}

function isAllowed(setting: Setting, value: unknown): boolean {
  if (setting.type === 'truth') return typeof value === 'boolean';
  if (setting.type === 'limit' && value === unlimited) return true;
  return Number.isSafeInteger(value) && (value as number) >= setting.least && (value as number) <= setting.most;
}
