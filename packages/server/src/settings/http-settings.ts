import { numberSetting } from '@lading/core';

const day = 86_400;
const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;

/** The settings of the API over HTTP. */
export const httpSettings = {
  manifestTimeoutSeconds: numberSetting({
    default: 60,
    least: 1,
    most: 3600,
    unit: 'seconds',
    description: 'How long the body of a manifest may take to arrive; then the answer is 408.',
  }),
  manifestMemoryBytes: numberSetting({
    default: 64 * mebibyte,
    least: 1,
    most: 64 * gibibyte,
    unit: 'bytes',
    description:
      'Memory of each process for the manifests that are being pushed, beyond the first 64 KiB of each. Above it the answer is 503. One manifest of `maximumManifestBytes` always fits.',
  }),
  minimumBodyRate: numberSetting({
    default: 1024,
    least: 0,
    most: 1_000_000_000,
    description:
      'Bytes per second that a client has to send of a body, on average; a slower request is answered with 408.',
  }),
  bodyRateWindowSeconds: numberSetting({
    default: 300,
    least: 1,
    most: day,
    unit: 'seconds',
    description: 'Over how long that average is taken, and so how long a client may pause.',
  }),
};
