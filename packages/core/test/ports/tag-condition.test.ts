import { digestOf, parseTag, requireTagCondition } from '../../src/index.js';

const tag = parseTag('v1');
const current = digestOf(new Uint8Array([1]));
const other = digestOf(new Uint8Array([2]));

describe('requireTagCondition', () => {
  it.each([
    [undefined, current],
    [{}, undefined],
    [{ ifMatch: '*' }, current],
    [{ ifMatch: [other, current] }, current],
    [{ ifNoneMatch: '*' }, undefined],
    [{ ifNoneMatch: [other] }, current],
  ] as const)('lets %j pass for a tag that points to %s', (condition, digest) => {
    expect(() => requireTagCondition(condition, tag, digest)).not.toThrow();
  });

  it.each([
    [{ ifMatch: '*' }, undefined],
    [{ ifMatch: [other] }, current],
    [{ ifNoneMatch: '*' }, current],
    [{ ifNoneMatch: [current] }, current],
    [{ ifMatch: [current], ifNoneMatch: [current] }, current],
  ] as const)('answers %j with 412 for a tag that points to %s', (condition, digest) => {
    expect(() => requireTagCondition(condition, tag, digest)).toThrow(
      expect.objectContaining({ code: 'DENIED', status: 412 }),
    );
  });
});
