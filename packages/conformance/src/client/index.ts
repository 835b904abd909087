export type { ClientCase, ClientFixture } from './client-case.js';
export { clientCases } from './client-cases.js';
export type { ClientOptions, ClientUnderTest, CreateClient } from './client-under-test.js';
export { describeClient } from './describe-client.js';
export {
  errorAnswer,
  type Habit,
  type RecordedRequest,
  type ScriptedAnswer,
  ScriptedRegistry,
} from './scripted-registry.js';
