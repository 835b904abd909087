import { key, wholeNumber } from './key-documentation.js';

/** Limits on what clients send. */
export const uploads = {
  minimumBodyRate: key(
    'LADING_MIN_BODY_RATE',
    wholeNumber(0, 1_000_000_000).default(1024),
    'Bytes per second that a client has to send of a body, on average; a slower request is answered with 408. `0` for no minimum.',
  ),
  bodyRateWindowSeconds: key(
    'LADING_BODY_RATE_WINDOW',
    wholeNumber(1, 86_400).default(60),
    'Over how long that average is taken, and so how long a client may pause.',
    { unit: 'seconds' },
  ),
};
