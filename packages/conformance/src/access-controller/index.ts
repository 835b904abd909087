export { type AccessControllerCase, accessControllerCases } from './access-controller-cases.js';
export type { AccessControllerFixture } from './access-controller-fixture.js';
export { describeAccessController } from './describe-access-controller.js';
