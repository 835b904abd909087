/** With smaller blocks, the calls cost more than the copying. */
const pooledBytes = 1024 * 1024;
const pooledBlocks = 16;
/** The size of a block when all pooled ones are lent: thousands of slow clients must fit into memory. */
const smallBytes = 64 * 1024;

const free: Uint8Array[] = [];
let lent = 0;

/** Lends memory for a body: a large block, which is enough for a few fast transfers, or a small one when all are lent. */
export function lendBlock(): Uint8Array {
  if (lent >= pooledBlocks) return Buffer.allocUnsafeSlow(smallBytes);
  lent += 1;
  return free.pop() ?? Buffer.allocUnsafeSlow(pooledBytes);
}

/** Takes back a block. @param isIdle false if it may still be in use; it is then left to the garbage collector */
export function takeBackBlock(block: Uint8Array, isIdle: boolean): void {
  if (block.byteLength !== pooledBytes) return;
  lent -= 1;
  if (isIdle) free.push(block);
}
