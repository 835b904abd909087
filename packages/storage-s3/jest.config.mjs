import preset from '../../jest.preset.mjs';

export default { ...preset, testRunner: 'jest-circus/runner' };
