import * as egress from '../src/index.js';

describe('the public API', () => {
  it('is these names and no others', () => {
    expect(Object.keys(egress).sort()).toEqual([
      'EgressError',
      'createEgress',
      'fetchBy',
      'isPublicAddress',
      'parseAddressRange',
      'parseProxy',
      'privateRanges',
    ]);
  });
});
