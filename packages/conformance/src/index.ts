export * from './access-controller/index.js';
export * from './blob-store/index.js';
export { type ConformanceCase, testNameOf } from './case.js';
export * from './certification/index.js';
export * from './client/index.js';
export * from './metadata-store/index.js';
export * from './registry/index.js';
export * from './requirement/index.js';
export { describeCases, type Fixture, runCase, type TestRunner } from './test-runner.js';
