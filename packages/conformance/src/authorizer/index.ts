export { type AuthorizerCase, authorizerCases } from './authorizer-cases.js';
export type { AuthorizerFixture, View, Wish } from './authorizer-fixture.js';
export { describeAuthorizer } from './describe-authorizer.js';
