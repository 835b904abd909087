import type { Tasks } from '@lading/core';
import type { MemoryRegistry } from './memory-registry.js';

export class MemoryTasks implements Tasks {
  readonly #registry: MemoryRegistry;

  constructor(registry: MemoryRegistry) {
    this.#registry = registry;
  }

  async claimTurn(task: string, everySeconds: number): Promise<boolean> {
    const { turns, now } = this.#registry;
    if ((turns.get(task) ?? now) > now) return false;
    turns.set(task, this.#registry.after(everySeconds));
    return true;
  }
}
