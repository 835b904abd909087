import { MemoryAccessStore } from '@lading/storage';

/** A store in memory, with a clock that the test moves. */
export function storeInMemory() {
  let ahead = 0;
  const store = new MemoryAccessStore({ now: () => Date.now() + ahead });
  const advance = (seconds: number) => {
    ahead += seconds * 1000;
  };
  return { store, advance };
}
