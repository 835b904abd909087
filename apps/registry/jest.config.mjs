import preset from '../../jest.preset.mjs';

/**
 * These tests start the program, and databases: on a busy machine that takes a while. They wait for other processes most of
 * the time, and are the last to run, so there is room for two workers.
 */
export default { ...preset, testTimeout: 120_000, maxWorkers: 2 };
