/** Numbers that look random, and are the same for the same seed (xorshift of 32 bits). */
export class SeededRandom {
  #state: number;

  /** @param seed a whole number */
  constructor(seed: number) {
    // Spreads the seeds 1, 2, 3 …, and a state of 0 would stay 0.
    this.#state = Math.imul(seed, 0x9e3779b1) | 0 || 1;
    for (let round = 0; round < 8; round++) this.number();
  }

  /** At least 0, less than 1. */
  number(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) / 2 ** 32;
  }

  isTrue(probability: number): boolean {
    return this.number() < probability;
  }

  /** One of the items, of which there must be one at least. */
  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.number() * items.length)] as Item;
  }

  /** Up to `count` of the items, each once. */
  some<Item>(items: readonly Item[], count: number): readonly Item[] {
    return [...new Set(Array.from({ length: count }, () => this.pick(items)))];
  }
}
