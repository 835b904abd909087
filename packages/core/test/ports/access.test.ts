import {
  actorOf,
  anonymous,
  everyRepository,
  isVisible,
  parseRepositoryName,
  parseRepositoryPattern,
} from '../../src/index.js';

describe('actorOf', () => {
  it('keeps the kind and the name of an identity', () => {
    expect(actorOf({ kind: 'user', name: 'ada', groups: ['engines'] })).toEqual({ kind: 'user', name: 'ada' });
    expect(actorOf(anonymous)).toEqual({ kind: 'anonymous' });
  });
});

describe('isVisible', () => {
  const name = parseRepositoryName('team/secret/app');
  const allow = [parseRepositoryPattern('other/**'), parseRepositoryPattern('team/**')];

  it('is true of what a pattern allows and none denies', () => {
    expect(isVisible(name, { allow })).toBe(true);
    expect(isVisible(name, everyRepository)).toBe(true);
    expect(isVisible(name, { allow, deny: [parseRepositoryPattern('other/**')] })).toBe(true);
    expect(isVisible(name, { allow, deny: [parseRepositoryPattern('team/secret/*')] })).toBe(false);
    expect(isVisible(name, { allow: [] })).toBe(false);
  });
});
