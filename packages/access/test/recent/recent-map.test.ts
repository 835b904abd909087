import { RecentMap } from '../../src/recent/recent-map.js';

describe('RecentMap', () => {
  it('drops the least recently used entry', () => {
    const map = new RecentMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.get('a');
    map.set('c', 3);
    expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([1, undefined, 3]);
  });

  it('makes a value that it does not have, and keeps it', () => {
    const map = new RecentMap<string, number>(2);
    expect([map.getOrMake('a', () => 1), map.getOrMake('a', () => 2)]).toEqual([1, 1]);
    map.set('b', 3);
    map.getOrMake('a', () => 4);
    map.set('c', 5);
    expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([1, undefined, 5]);
  });
});
