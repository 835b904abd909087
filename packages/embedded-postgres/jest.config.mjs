import preset from '../../jest.preset.mjs';

/** A cluster is made in one second alone, and in several where others build and test at the same time. */
export default { ...preset, testTimeout: 60_000 };
