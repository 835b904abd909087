import type { Descriptor } from '@lading/core';

/** `linux/arm64/v8`; undefined where an entry is for no platform, as attestations are. */
export function platformOf({ platform }: Descriptor): string | undefined {
  if (platform === undefined || platform.os === 'unknown') return undefined;
  const { os, architecture, variant } = platform;
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}
