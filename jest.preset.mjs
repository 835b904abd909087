import { fileURLToPath } from 'node:url';

const resultsReporter = fileURLToPath(new URL('scripts/test/jest-results-reporter.mjs', import.meta.url));

/** The options of swc for TypeScript, with the decorators that Nest and TypeORM need. */
export const swcOptions = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'nodenext' },
  sourceMaps: 'inline',
};

/** The jest configuration of every package. */
export default {
  testEnvironment: 'node',
  testRunner: fileURLToPath(new URL('scripts/test/native/runner.mjs', import.meta.url)),
  // Ends a test that hangs; a busy machine with two cores must not.
  testTimeout: 60_000,
  reporters: ['default', resultsReporter],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': ['@swc/jest', swcOptions],
  },
};
