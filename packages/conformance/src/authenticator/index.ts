export { type AuthenticatorCase, authenticatorCases } from './authenticator-cases.js';
export type { AuthenticatorFixture, RequestFields, ValidCredentials } from './authenticator-fixture.js';
export { describeAuthenticator } from './describe-authenticator.js';
