import type { ConnectionLimits } from '../../src/transport/connection-limits.js';

/** For tests of other parts of the transport. */
export const withoutLimits: ConnectionLimits = {
  total: Number.POSITIVE_INFINITY,
  perAddress: Number.POSITIVE_INFINITY,
  isExempt: () => true,
};
