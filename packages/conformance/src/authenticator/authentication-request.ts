import type { AuthenticationRequest } from '@lading/core';
import type { RequestFields } from './authenticator-fixture.js';

/** A request for `/v2/` with these fields. */
export function requestWith(
  fields: RequestFields,
  signal: AbortSignal = new AbortController().signal,
): AuthenticationRequest {
  return {
    field: (name) => fields[name],
    isReadOnly: true,
    api: 'registry',
    client: { address: '127.0.0.1', userAgent: 'conformance' },
    requestId: 'conformance',
    signal,
  };
}
