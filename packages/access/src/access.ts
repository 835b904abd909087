import type { AccessRule, AccessStore, Authorizer, SettingsInput, Task, TrustRule } from '@lading/core';
import type { EgressProxy } from '@lading/egress';
import type { accessSettings } from './access-settings.js';
import type { Administration } from './administration/administration.js';
import type { AuditQueue } from './audit/audit-queue.js';
import type { DeviceLogins } from './device/device-logins.js';
import type { Explanation } from './explain/explanation.js';
import type { ExternalIssuerOptions } from './external-issuer/external-issuer-options.js';
import type { IdentityProvider } from './identity-provider/identity-provider.js';
import type { AccessFiles } from './live/access-files.js';
import type { AccessQuestion, LiveAccess } from './live/access-view.js';
import type { LiveState } from './live/live-state.js';
import type { AccessLog } from './log/access-log.js';
import type { ProviderSignIn } from './provider/provider-sign-in.js';
import type { BrowserSessions } from './session/browser-sessions.js';
import type { RefreshTokens } from './session/refresh-tokens.js';
import type { SignIn } from './sign-in/sign-in.js';
import type { TokenServiceOptions } from './token/create-token-service.js';
import type { TokenService, TokenVerifier } from './token/tokens.js';
import type { Workloads } from './trust/workloads.js';
import type { TrustedIssuer } from './trust-rule/trusted-issuer.js';

/** The rules, groups, trust rules, issuers and identity providers of an access file. */
export interface AccessRulesOfFile {
  readonly rules?: readonly AccessRule[] | undefined;
  /** Names of users by group. */
  readonly groups?: Readonly<Record<string, readonly string[]>> | undefined;
  /** The trust rules, by which workloads sign in with tokens of their platforms. Their robots need no records. */
  readonly trusts?: readonly TrustRule[] | undefined;
  /** How to read the keys of issuers that have no discovery document at a public address. */
  readonly issuers?: readonly TrustedIssuer[] | undefined;
  /** The identity providers through which people sign in. */
  readonly providers?: readonly IdentityProvider[] | undefined;
}

export interface AccessOptions {
  readonly store: AccessStore;
  /** Rules, groups and users of files. They add to the records of the store, and no API can change them. */
  readonly files?:
    | (AccessRulesOfFile & {
        /** The path of an htpasswd file, with hashes of bcrypt. It is read again when it changes. */
        readonly htpasswd?: string | undefined;
      })
    | undefined;
  /** Our own token service. Either this or `external` is required. */
  readonly tokens?: TokenServiceOptions | undefined;
  /** Accepts tokens of another issuer. If the file has no rules, a token alone decides for a user without an account here. */
  readonly external?: ExternalIssuerOptions | undefined;
  readonly settings?: SettingsInput<typeof accessSettings> | undefined;
  /** The proxy for requests to issuers and identity providers; none if absent. */
  readonly proxy?: EgressProxy | undefined;
  readonly log?: AccessLog | undefined;
}

/** Access control of a registry: who a client is, and what it may do. Create it with `createAccess`. */
export interface Access {
  /** The current rules and accounts. `ageSeconds` is the time since they were last known to be those of the store. */
  readonly live: LiveAccess & LiveState & { readonly ageSeconds: number };
  /** The current rules, groups and users of files. */
  files(): AccessFiles;
  /** Replaces all members of `AccessRulesOfFile`, with immediate effect. The htpasswd file remains. */
  replaceFiles(files: AccessRulesOfFile): void;
  /** Checks a name and a secret, and records sign-ins in the audit. */
  readonly signIn: SignIn;
  /** Signs in jobs and services without stored secrets. */
  readonly workloads: Workloads;
  /** Signs in people through identity providers. */
  readonly providers: ProviderSignIn;
  /** Sessions of browsers. */
  readonly sessions: BrowserSessions;
  /** Signs in programs that have no browser. A person approves them in a browser elsewhere. */
  readonly devices: DeviceLogins;
  /** Issues and verifies bearer tokens. With `external`, it only verifies them. */
  readonly tokens: TokenService | TokenVerifier;
  /** Absent unless `tokens.refreshTokens` is true. */
  readonly refreshTokens?: RefreshTokens | undefined;
  /** Answers the questions of a server by the current rules. */
  readonly authorizer: Authorizer;
  /** Manages users, groups, robots, credentials, rules, trust rules and sessions, with the rights of an actor. */
  readonly administration: Administration;
  /** Records events in the background. */
  readonly audit: AuditQueue;
  /** Background tasks: they clean up, copy changes to the audit, and replace signing keys. */
  readonly tasks: readonly Task[];
  /** Explains a decision of `live.view`. */
  explain(question: AccessQuestion): Explanation;
  /** Writes waiting events of the audit, and ends timers and watches. Call it before you close the store. */
  close(): Promise<void>;
}
