import { fileURLToPath } from 'node:url';

const resultsReporter = fileURLToPath(new URL('scripts/test/jest-results-reporter.mjs', import.meta.url));

/** What every package's tests run with: ES modules, TypeScript through swc, decorators as Nest and TypeORM read them. */
export default {
  testEnvironment: 'node',
  // Ends a test that hangs; a busy machine with two cores must not.
  testTimeout: 60_000,
  reporters: ['default', resultsReporter],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'nodenext' },
        sourceMaps: 'inline',
      },
    ],
  },
};
