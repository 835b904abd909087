import type { Hash } from 'node:crypto';
import { open, rename } from 'node:fs/promises';

const batchBytes = 1024 * 1024;
export const flushBytes = 16 * 1024 * 1024;

/**
 * Writes a body to a file that is durable at the end: in batches of 1 MiB, one written while the next is gathered, and flushed
 * in the background after each 16 MiB.
 */
export async function keep(body: AsyncIterable<Uint8Array>, path: string, hash?: Hash): Promise<void> {
  const file = await open(path, 'w');
  let batch: Uint8Array[] = [];
  let size = 0;
  let unflushed = 0;
  let writing: Promise<unknown> | undefined;
  let flushing: Promise<void> | undefined;
  const write = async () => {
    await writing;
    writing = file.writev(batch);
    unflushed += size;
    [batch, size] = [[], 0];
    if (unflushed < flushBytes) return;
    await flushing;
    flushing = file.datasync();
    unflushed = 0;
  };
  for await (const chunk of body) {
    hash?.update(chunk);
    batch.push(chunk);
    size += chunk.byteLength;
    if (size >= batchBytes) await write();
  }
  if (size > 0) await write();
  await writing;
  await flushing;
  await file.datasync();
  await file.close();
  await rename(path, `${path}-${hash?.digest('hex') ?? 'kept'}`);
}
