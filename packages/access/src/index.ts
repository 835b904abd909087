export { type EgressProxy, parseProxy } from '@lading/egress';
export type { Access, AccessOptions, AccessRulesOfFile } from './access.js';
export { accessSettings } from './access-settings.js';
export type { Administration } from './administration/administration.js';
export { type AdministrationContext, operator } from './administration/administration-context.js';
export { AdministrationError, type AdministrationErrorCode } from './administration/administration-error.js';
export type { Expectation, Written } from './administration/change/expectation.js';
export type { Credential, NewCredential } from './administration/credentials/credential.js';
export type { NewSecret } from './administration/credentials/make-credential.js';
export type { FirstAdministrator } from './administration/first/first-administrator.js';
export {
  type CredentialInput,
  credentialInput,
  type GroupInput,
  groupInput,
  passwordInput,
  type RobotInput,
  type RuleInput,
  robotInput,
  ruleInput,
  type TrustInput,
  time,
  trustInput,
  type UserInput,
  userInput,
} from './administration/input/inputs.js';
export { parseInput } from './administration/input/parse-input.js';
export type { TokenKeys } from './administration/keys/key-administration.js';
export type { ActorRights } from './administration/rights/actor-rights.js';
export type { User } from './administration/users/user.js';
export type { AuditQueue } from './audit/audit-queue.js';
export { EventLimit } from './audit/event-limit.js';
export { createAccess } from './create-access.js';
export type {
  BeginDeviceOutcome,
  BeginDeviceRequest,
  DeviceClient,
  FindDeviceOutcome,
  PollDeviceOutcome,
  PollDeviceRequest,
  WaitingDevice,
} from './device/device-login.js';
export type { DeviceLogins } from './device/device-logins.js';
export { formatDeviceScopes, parseDeviceScopes } from './device/device-scopes.js';
export { formatUserCode, parseUserCode } from './device/user-code.js';
export type { Explanation, NearMiss } from './explain/explanation.js';
export type { ExternalIssuerOptions } from './external-issuer/external-issuer-options.js';
export { type AccessFile, accessFileJsonSchema, parseAccessFile } from './file/access-file.js';
export { AccessFileError } from './file/access-file-error.js';
export { type AccessWarningSources, accessWarnings, fileWarnings } from './file/access-warnings.js';
export { hashOfAccessFile } from './file/hash-of-access-file.js';
export type { PolicyCase } from './file/policy-case.js';
export { type NamedFiles, readNamedFiles } from './file/read-named-files.js';
export { type PolicyCaseResult, runPolicyCases } from './file/run-policy-cases.js';
export type { IdentityProvider } from './identity-provider/identity-provider.js';
export type { AccessFiles } from './live/access-files.js';
export type { AccessQuestion, AccessView, Claim, LiveAccess } from './live/access-view.js';
export type { LiveState } from './live/live-state.js';
export type { AccessLog, LogValues } from './log/access-log.js';
export {
  type OperatorAdministration,
  type OperatorAdministrationOptions,
  openOperatorAdministration,
} from './operator-administration.js';
export { HtpasswdError } from './password/htpasswd-error.js';
export { isAddressRange } from './policy/condition.js';
export type { Decision } from './policy/decision.js';
export type { RulePart } from './policy/match-rule.js';
export type { PolicyRule } from './policy/policy-rule.js';
export { type PolicyWarning, policyWarnings } from './policy/policy-warnings.js';
export { right } from './policy/rule-schemas.js';
export type {
  BeginOutcome,
  BeginRequest,
  FinishOutcome,
  FinishRequest,
  NotSignedIn,
  ProviderRefusal,
  ProviderRequest,
  ProviderSignIn,
} from './provider/provider-sign-in.js';
export type { BrowserSessions, Session, UsedSession } from './session/browser-sessions.js';
export type { RefreshRequest, RefreshTokenClient, RefreshTokens } from './session/refresh-tokens.js';
export type { SignIn, SignInOutcome, SignInRequest } from './sign-in/sign-in.js';
export { SealingKeyError } from './signing-key/sealing-key-error.js';
export type { KeyTimes } from './signing-key/signing-times.js';
export type { TokenServiceOptions } from './token/create-token-service.js';
export type { OwnTokens } from './token/own-tokens.js';
export type { IssuedToken, TokenOutcome, TokenRequest, TokenService, TokenVerifier } from './token/tokens.js';
export type { ExchangeOutcome, ExchangeRequest } from './trust/exchange/token-exchange.js';
export type { TokenExplanation } from './trust/explain/explain-token.js';
export type { Workloads } from './trust/workloads.js';
export type { Claims } from './trust-rule/claim.js';
export type { ClaimMismatch, TrustComparison } from './trust-rule/compare-trust.js';
export type { TrustEntry } from './trust-rule/trust-entry.js';
export { trustWarnings } from './trust-rule/trust-warnings.js';
export type { TrustedIssuer } from './trust-rule/trusted-issuer.js';
export { parseYaml } from './yaml/parse-yaml.js';
