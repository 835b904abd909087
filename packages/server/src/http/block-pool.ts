/** With less in one piece the calls cost more than the copying. */
const pooledBytes = 1024 * 1024;
const pooledBlocks = 16;
/** What a transfer gets when all others are lent: thousands of slow clients must fit into memory. */
const smallBytes = 64 * 1024;

const free: Uint8Array[] = [];
let lent = 0;

/** Memory for the bodies that this process sends: as many large blocks as a few fast transfers need, small ones beyond. */
export function lendBlock(): Uint8Array {
  if (lent >= pooledBlocks) return Buffer.allocUnsafeSlow(smallBytes);
  lent += 1;
  return free.pop() ?? Buffer.allocUnsafeSlow(pooledBytes);
}

/** Takes back a block. One that may still be read from or written to is left to the collector: `isIdle` is false then. */
export function takeBackBlock(block: Uint8Array, isIdle: boolean): void {
  if (block.byteLength !== pooledBytes) return;
  lent -= 1;
  if (isIdle) free.push(block);
}
