import * as management from '../src/index.js';

describe('the public API', () => {
  it('is these names and no others', () => {
    expect(Object.keys(management).sort()).toEqual(['ManagementModule', 'problemCodes']);
  });
});
