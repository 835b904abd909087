import type { RequestClient } from '@lading/core';

/** Where a token request comes from. */
export interface TokenClient {
  readonly client: RequestClient;
  readonly requestId: string;
  readonly signal: AbortSignal;
}
