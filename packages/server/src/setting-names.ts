/** Settings that messages to clients name, because an administrator may change them. */
export const namedSettings = ['limits.manifestBytes', 'allow.sparseImages', 'allow.sparseIndexes'] as const;
export type NamedSetting = (typeof namedSettings)[number];

/** What an application calls these settings, such as its environment variables. The option's own name if absent. */
export type SettingNames = Readonly<Partial<Record<NamedSetting, string>>>;

/** How a message names a setting. */
export function settingName(setting: NamedSetting, names: SettingNames): string {
  return names[setting] ?? setting;
}
