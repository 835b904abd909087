import { isRegistryError, type Manifest } from '@lading/core';
import { extendError } from '../http/extend-error.js';
import { type NamedSetting, type SettingNames, settingName } from '../setting-names.js';

/** Adds the setting that allows missing references to the refusal of such a manifest; returns other errors unchanged. */
export function nameSparseSetting(error: unknown, kind: Manifest['kind'], names: SettingNames): unknown {
  if (!isRegistryError(error, 'MANIFEST_BLOB_UNKNOWN')) return error;
  const setting = kind === 'index' ? 'allow.sparseIndexes' : 'allow.sparseImages';
  return extendError(error, { hint: `${settingName(setting, names)} allows it` });
}

/** Adds the setting that limits manifests to the refusal of a manifest that is too long; returns other errors unchanged. */
export function nameSizeSetting(error: unknown, names: SettingNames): unknown {
  if (!isRegistryError(error, 'SIZE_INVALID') || error.status !== 413) return error;
  const setting: NamedSetting = 'limits.manifestBytes';
  return extendError(error, { hint: `${settingName(setting, names)} is the limit of a manifest` });
}
