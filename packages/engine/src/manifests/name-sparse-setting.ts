import { isRegistryError } from '@lading/core';
import type { EngineSettingNames } from '../settings/engine-settings.js';
import { withHint } from '../settings/with-hint.js';

/** Names the setting that allows missing references, in the error about them. Returns other errors unchanged. */
export function nameSparseSetting(error: unknown, { allowSparse = 'allowSparse' }: EngineSettingNames): unknown {
  return isRegistryError(error, 'MANIFEST_BLOB_UNKNOWN') ? withHint(error, `${allowSparse} allows it`) : error;
}
