import type { OnReadOpts, Socket } from 'node:net';

/** The most bytes of one read. Node's streams read 64 KiB, into new memory each time. */
const blockBytes = 2 * 1024 * 1024;
/** A block with less free space is full. */
const leastRoom = 64 * 1024;
/** A shorter read is probably a TLS record. More records follow in the same turn of the event loop. */
const littleBytes = 64 * 1024;

interface Block {
  readonly memory: Uint8Array;
  /** Whether a reader keeps a part of it, so that it cannot be filled again. */
  isKept: boolean;
}

/** A part of a block that has arrived. */
interface Part {
  readonly block: Block;
  readonly bytes: Uint8Array;
}

const newBlock = (): Block => ({ memory: Buffer.allocUnsafeSlow(blockBytes), isKept: false });

/**
 * Reads a socket in large pieces, because each piece has a cost of its own on its way through the program. TLS records, which
 * have 16 KiB at most, are joined.
 */
export class LargeReads {
  readonly socket: Socket;
  #block = newBlock();
  /** The unread part of the block. */
  #start = 0;
  #end = 0;
  /** Earlier blocks, which are filled again when no reader needs them. */
  #former: readonly Block[] = [];
  /** The unread parts of full blocks. */
  readonly #full: Part[] = [];
  /** The block of the last lent piece. */
  #lent: Block | undefined;
  #isOver = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  /** @param connect opens the socket with this `onread` */
  constructor(connect: (onread: OnReadOpts) => Socket) {
    this.socket = connect({ buffer: () => this.#room(), callback: (bytes) => this.#arrived(bytes) });
    this.socket.on('error', (error) => this.#finish(error)).on('end', () => this.#finish());
    this.socket.on('close', () => this.#finish());
  }

  /**
   * Waits for bytes and returns all that arrived; undefined at the end of the connection. Lent memory is valid until the
   * next call.
   */
  async read(isLent: boolean): Promise<Uint8Array | undefined> {
    this.#lent = undefined;
    if (this.isEmpty && !this.#isOver) {
      this.socket.resume();
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const full = this.#full.shift();
    if (full !== undefined) return this.#pass(full, isLent);
    if (this.#start < this.#end) {
      const arrived = this.#unread();
      this.#start = this.#end;
      return this.#pass(arrived, isLent);
    }
    if (this.#error !== undefined) throw this.#error;
    return undefined;
  }

  /** Whether all bytes that arrived were read. */
  get isEmpty(): boolean {
    return this.#full.length === 0 && this.#start === this.#end;
  }

  /** Returns free memory even while the socket is paused, because TLS still delivers decrypted bytes. */
  #room(): Uint8Array {
    if (blockBytes - this.#end < leastRoom) {
      if (this.#start < this.#end) this.#full.push(this.#unread());
      const used = [this.#block, ...this.#former].filter(({ isKept }) => !isKept);
      this.#block = used.find((block) => this.#isIdle(block)) ?? newBlock();
      this.#former = used.filter((block) => block !== this.#block);
      this.#start = 0;
      this.#end = 0;
    }
    return this.#block.memory.subarray(this.#end);
  }

  #unread(): Part {
    return { block: this.#block, bytes: this.#block.memory.subarray(this.#start, this.#end) };
  }

  #pass({ block, bytes }: Part, isLent: boolean): Uint8Array {
    if (isLent) this.#lent = block;
    else block.isKept = true;
    return bytes;
  }

  #isIdle(block: Block): boolean {
    return block !== this.#lent && this.#full.every((part) => part.block !== block);
  }

  #arrived(bytes: number): boolean {
    this.#end += bytes;
    const wake = this.#wake;
    this.#wake = undefined;
    // Short reads of the same turn are joined. A long read is passed on at once, while it is in the processor's cache.
    if (bytes < littleBytes && wake !== undefined) setImmediate(wake);
    else wake?.();
    return this.#full.length === 0;
  }

  #finish(error?: Error): void {
    this.#isOver = true;
    this.#error ??= error;
    this.#wake?.();
    this.#wake = undefined;
  }
}
