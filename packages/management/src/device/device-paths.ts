/** The paths of the device flow, without a slash at the beginning. */
export const devicePaths = {
  code: 'login/device/code',
  token: 'login/device/token',
  /** Where a person approves a device. */
  page: 'device',
} as const;
