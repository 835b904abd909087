/** Below this many names a search is faster than a set. */
const fewNames = 16;

/** The names that have occurred in one object. */
export class NamesOfObject {
  readonly #few: string[] = [];
  #many: Set<string> | undefined;

  /** Adds a name. Returns `false` if it has occurred before. */
  add(name: string): boolean {
    if (this.#many !== undefined) return this.#many.size < this.#many.add(name).size;
    if (this.#few.includes(name)) return false;
    this.#few.push(name);
    if (this.#few.length === fewNames) this.#many = new Set(this.#few);
    return true;
  }
}
