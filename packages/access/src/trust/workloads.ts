import type { ExchangeOutcome, ExchangeRequest } from './exchange/token-exchange.js';

/** Signs in jobs and services by the tokens of their platforms, without a stored secret. Trust rules decide which of them may. */
export interface Workloads {
  /** Whether a text has the form of a token of an issuer that a trust rule names. `signIn` accepts it as a secret. */
  recognizes(token: string): boolean;
  /** Exchanges a token for a secret that lives for a short time (RFC 8693). */
  exchange(request: ExchangeRequest): Promise<ExchangeOutcome>;
}
