export { parseAddressRange, privateRanges } from './address/address-range.js';
export { isPublicAddress } from './address/public-address.js';
export { EgressError, type EgressErrorCode } from './egress-error.js';
export type { EgressOptions, ResolveHost } from './policy/egress-options.js';
export { type EgressProxy, parseProxy } from './policy/egress-proxy.js';
export { createEgress, type Egress } from './request/egress.js';
export { type EgressFetch, type EgressFetchInit, fetchBy } from './request/egress-fetch.js';
export type { EgressRequest, EgressResponse } from './request/egress-request.js';
