import { decorate } from '../../src/index.js';

class Counter {
  #count = 0;
  readonly parts = ['one'];

  add(): number {
    this.#count += 1;
    return this.#count;
  }

  read(): number {
    return this.#count;
  }
}

class NamedCounter extends Counter {
  name(): string {
    return 'counter';
  }
}

describe('decorate', () => {
  it('replaces a method, and runs the others on the original', () => {
    const counter = new Counter();
    const decorated = decorate(counter, { add: () => counter.add() * 100 });
    expect(decorated.add()).toBe(100);
    expect(decorated.read()).toBe(1);
    expect(counter.add()).toBe(2);
  });

  it('keeps inherited methods and properties', () => {
    const decorated = decorate(new NamedCounter(), { read: () => 7 });
    expect([decorated.name(), decorated.add(), decorated.read()]).toEqual(['counter', 1, 7]);
    expect(decorated.parts).toEqual(['one']);
  });
});
