export * from './blob-store/index.js';
export { type ConformanceCase, testNameOf } from './case.js';
export { describeCases, type Fixture, runCase, type TestRunner } from './test-runner.js';
