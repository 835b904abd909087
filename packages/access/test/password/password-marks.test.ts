import { PasswordMarks } from '../../src/password/password-marks.js';

const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

describe('PasswordMarks', () => {
  it('makes another mark for another hash, another user and another key, and the same mark in each process', () => {
    const marks = new PasswordMarks([one]);
    const [mark] = marks.of('ada', 'hash');
    expect(mark).toMatch(/^[\w-]{16}$/);
    expect(new PasswordMarks([one]).of('ada', 'hash')).toEqual([mark]);
    const others = [marks.of('ada', 'hash 2'), marks.of('bob', 'hash'), new PasswordMarks([two]).of('ada', 'hash')];
    expect(new Set([mark, ...others.flat()]).size).toBe(4);
  });

  it('has the mark of the first key first, and accepts those of all', () => {
    const [mark] = new PasswordMarks([one]).of('ada', 'hash');
    expect(new PasswordMarks([two, one]).of('ada', 'hash')[1]).toBe(mark);
    expect(new PasswordMarks([one, two]).of('ada', 'hash')[0]).toBe(mark);
  });

  it('works without a key, for a registry with tokens of another issuer', () => {
    expect(new PasswordMarks([]).of('ada', 'hash')).toHaveLength(1);
  });
});
