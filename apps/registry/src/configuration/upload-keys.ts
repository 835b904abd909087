import { key, wholeNumber } from './key-documentation.js';

/** Limits on uploads and on the rate of request bodies. */
export const uploads = {
  maximumUploadsPerClient: key(
    'LADING_MAX_UPLOADS_PER_CLIENT',
    wholeNumber(0, 1_000_000).default(10_000),
    'Uploads that one IPv4 address, or one /64 of IPv6, may have open; the answer beyond that is 429. `0` for no limit.',
  ),
  maximumUploads: key(
    'LADING_MAX_UPLOADS',
    wholeNumber(0, 10_000_000).default(100_000),
    'Uploads that all clients together may have open; the answer beyond that is 503. `0` for no limit.',
  ),
  minimumBodyRate: key(
    'LADING_MIN_BODY_RATE',
    wholeNumber(0, 1_000_000_000).default(1024),
    'Bytes per second that a client has to send of a body, on average; a slower request is answered with 408. `0` for no minimum.',
  ),
  bodyRateWindowSeconds: key(
    'LADING_BODY_RATE_WINDOW',
    wholeNumber(1, 86_400).default(300),
    'Over how long that average is taken, and so how long a client may pause.',
    { unit: 'seconds' },
  ),
};
