import type { SettingsOf } from '@lading/core';
import { engineSettings } from '@lading/engine';
import { httpSettings } from './http-settings.js';

/** Every setting of `RegistryModule`, with its default, range and documentation. */
export const registrySettings = { ...engineSettings, ...httpSettings };

export type RegistrySettings = SettingsOf<typeof registrySettings>;

/** The application's names of settings, such as environment variables. If absent, messages use the option's name. */
export type SettingNames = Readonly<Partial<Record<keyof RegistrySettings, string>>>;
