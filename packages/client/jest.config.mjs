import preset from '../../jest.preset.mjs';

// All files together leave a timer running that none of them leaves alone; which one is not found yet.
export default { ...preset, forceExit: true };
