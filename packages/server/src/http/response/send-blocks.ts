import type { ServerResponse } from 'node:http';
import type { BlobContent } from '@lading/core';
import { lendBlock, takeBackBlock } from './block-pool.js';

type BlockContent = BlobContent & Required<Pick<BlobContent, 'readInto'>>;

export function readsIntoMemory(content: BlobContent): content is BlockContent {
  return content.readInto !== undefined;
}

/**
 * Sends content as the body, through blocks of memory that are used again. Like `sendStream`, it closes the connection if the
 * content fails or has another length than was announced, and destroys the content if the client leaves.
 */
export function sendBlocks(response: ServerResponse, content: BlockContent, length: number): void {
  const blocks = [new Block(response), new Block(response)] as const;
  const end = (isSent: boolean) => {
    for (const block of blocks) block.release(isSent);
    content.destroy();
    if (isSent) response.end();
    else response.destroy();
  };
  content.once('error', () => response.destroy());
  response.on('error', () => content.destroy());
  response.once('close', () => {
    content.destroy();
    for (const block of blocks) block.abandon();
  });
  sendAll(blocks, content, length).then(
    () => end(true),
    () => end(false),
  );
}

/** Two blocks take turns: one is filled while the system sends the other. */
async function sendAll(blocks: readonly [Block, Block], content: BlockContent, length: number): Promise<void> {
  let [block, other] = blocks;
  for (let position = 0; position < length; [block, other] = [other, block]) {
    const piece = await block.fill(content, length - position);
    position += piece.byteLength;
    const isLast = position === length;
    if (piece.byteLength === 0 || (isLast && !(await isAtEnd(content))))
      throw new Error('the content does not have the length that was announced');
    block.send(piece);
  }
  await Promise.all([block.sent, other.sent]);
}

async function isAtEnd(content: BlockContent): Promise<boolean> {
  return (await content.readInto(Buffer.allocUnsafe(1))) === 0;
}

/** Memory that is filled and sent repeatedly: new memory for each piece of a blob costs more than its transfer. */
class Block {
  #memory: Uint8Array | undefined;
  #sent: Promise<void> = Promise.resolve();
  #fail: (error: Error) => void = () => {};

  constructor(private readonly response: ServerResponse) {}

  /** Resolves when the system has taken the last piece. */
  get sent(): Promise<void> {
    return this.#sent;
  }

  async fill(content: BlockContent, atMost: number): Promise<Uint8Array> {
    await this.#sent;
    this.#memory ??= lendBlock();
    const room = this.#memory.subarray(0, atMost);
    return room.subarray(0, await content.readInto(room));
  }

  send(piece: Uint8Array): void {
    this.#sent = new Promise((resolve, reject) => {
      this.#fail = reject;
      this.response.write(piece, (error) => (error ? reject(error) : resolve()));
    });
    // The next wait for `#sent` reports a failure. Until then it must not count as unhandled.
    this.#sent.catch(() => {});
  }

  /** Fails a pending write of a client that left: Node never calls back for a response that was waiting for its turn. */
  abandon(): void {
    this.#fail(new Error('the client has left'));
  }

  release(isIdle: boolean): void {
    if (this.#memory !== undefined) takeBackBlock(this.#memory, isIdle);
    this.#memory = undefined;
  }
}
