import { digestOf, parseTag, requireTagWrite } from '../../src/index.js';

const tag = parseTag('v1');
const current = digestOf(new Uint8Array([1]));
const other = digestOf(new Uint8Array([2]));

describe('requireTagWrite', () => {
  it.each([
    [undefined, current],
    [{}, undefined],
    [{ ifMatch: '*' }, current],
    [{ ifMatch: [other, current] }, current],
    [{ ifNoneMatch: '*' }, undefined],
    [{ ifNoneMatch: [other] }, current],
  ] as const)('lets %j pass for a tag that points to %s', (condition, digest) => {
    expect(() => requireTagWrite({ condition: condition }, [{ tag, current: digest }])).not.toThrow();
  });

  it.each([
    [{ ifMatch: '*' }, undefined],
    [{ ifMatch: [other] }, current],
    [{ ifNoneMatch: '*' }, current],
    [{ ifNoneMatch: [current] }, current],
    [{ ifMatch: [current], ifNoneMatch: [current] }, current],
  ] as const)('answers %j with 412 for a tag that points to %s', (condition, digest) => {
    expect(() => requireTagWrite({ condition: condition }, [{ tag, current: digest }])).toThrow(
      expect.objectContaining({ code: 'DENIED', reason: 'condition-failed' }),
    );
  });
});
