import preset from '../../jest.preset.mjs';

/** These tests start the command each time: on a busy machine that takes a while. */
export default { ...preset, testTimeout: 120_000 };
