import { isRegistryError } from '@lading/core';
import { withHint } from '@lading/engine';
import type { SettingNames } from '../settings/registry-settings.js';

/** Adds the setting that limits manifests to the refusal of a manifest that is too long; returns other errors unchanged. */
export function nameSizeSetting(error: unknown, names: SettingNames): unknown {
  const { maximumManifestBytes = 'maximumManifestBytes' } = names;
  if (!isRegistryError(error, 'SIZE_INVALID', 'too-large')) return error;
  return withHint(error, `${maximumManifestBytes} is the limit of a manifest`);
}
