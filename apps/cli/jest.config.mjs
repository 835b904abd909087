import preset from '../../jest.preset.mjs';

/** These tests start the command each time: on a busy machine that takes a while. */
export default { ...preset, testRunner: 'jest-circus/runner', testTimeout: 120_000 };
