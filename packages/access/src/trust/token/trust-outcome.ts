import type { NamedIdentity } from '@lading/core';
import type { TrustEntry } from '../../trust-rule/trust-entry.js';

/** The result of a check of a workload's token. */
export type TrustOutcome =
  | {
      readonly outcome: 'trusted';
      readonly rule: TrustEntry;
      readonly identity: NamedIdentity;
      /** For how many more seconds the workload may act with this token. */
      readonly remainingSeconds: number;
      /** SHA-256 in hexadecimal of the issuer and the `jti`; of the token itself if it has no `jti`. */
      readonly tokenHash: string;
      /** For how many more seconds the token is valid, with the tolerance for clocks. */
      readonly tokenSeconds: number;
      /** For the audit: the issuer, the subject, the rule, and the claims that the rule compares. */
      readonly detail: Readonly<Record<string, unknown>>;
    }
  /** The reason is for the audit. The client must not learn it. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly detail: Readonly<Record<string, unknown>> };
