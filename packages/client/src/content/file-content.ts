import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type Content, contentOf } from './content.js';

const pieceBytes = 1024 * 1024;

/** A file from an offset on, in large pieces. */
export function fileContent(path: string, offset = 0): Content {
  return contentOf((isLent) =>
    isLent ? readLent(path, offset) : createReadStream(path, { start: offset, highWaterMark: pieceBytes }),
  );
}

/** Two blocks of memory alternate: one is filled while the other is lent. */
async function* readLent(path: string, offset: number): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await open(path);
  let [memory, other] = [Buffer.allocUnsafeSlow(pieceBytes), Buffer.allocUnsafeSlow(pieceBytes)];
  let position = offset;
  let next = read(file, memory, position);
  try {
    for (;;) {
      const piece = await next;
      if (piece.byteLength === 0) return;
      position += piece.byteLength;
      [memory, other] = [other, memory];
      next = read(file, memory, position);
      // The next iteration reports the failure. Until then nothing handles it.
      next.catch(() => {});
      yield piece;
    }
  } finally {
    await next.catch(() => {});
    await file.close();
  }
}

async function read(file: FileHandle, memory: Uint8Array, position: number): Promise<Uint8Array> {
  const { bytesRead } = await file.read(memory, 0, memory.byteLength, position);
  return memory.subarray(0, bytesRead);
}
