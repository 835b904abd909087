import { pickSettings } from '@lading/core';
import { createEngine, type Engine, type EngineSettingNames, engineSettings } from '@lading/engine';
import type { RegistryOptions } from '../registry.options.js';
import type { SettingNames } from '../settings/registry-settings.js';
import { NestLog } from './nest-log.js';

/** Makes the engine of a `RegistryModule` from options that were checked. */
export function createRegistryEngine(options: RegistryOptions): Engine {
  const { blobStore, metadataStore, hooks, mayFollowRedirect, settingNames = {} } = options;
  return createEngine({
    blobStore,
    metadataStore,
    hooks,
    mayFollowRedirect,
    settings: pickSettings(engineSettings, options),
    settingNames: namesOfEngine(settingNames),
    log: new NestLog(),
  });
}

function namesOfEngine(names: SettingNames): EngineSettingNames {
  return Object.fromEntries(Object.entries(names).filter(([setting]) => Object.hasOwn(engineSettings, setting)));
}
