/** Settings that messages to clients name, so that an administrator can change them. */
export const namedSettings = ['limits.manifestBytes', 'allow.sparseImages', 'allow.sparseIndexes'] as const;
export type NamedSetting = (typeof namedSettings)[number];

/** The application's names of these settings, such as environment variables. If absent, messages use the option's name. */
export type SettingNames = Readonly<Partial<Record<NamedSetting, string>>>;

/** How a message names a setting. */
export function settingName(setting: NamedSetting, names: SettingNames): string {
  return names[setting] ?? setting;
}
