import type { OnReadOpts, Socket } from 'node:net';

/** What one read of the system may bring; Node's own streams read 64 KiB into memory of their own each time. */
const blockBytes = 2 * 1024 * 1024;
/** A block with less room is full. */
const leastRoom = 64 * 1024;
/** What arrives with less is a record of TLS, most likely: others come in the same turn of the event loop. */
const littleBytes = 64 * 1024;

interface Block {
  readonly memory: Uint8Array;
  /** Whether somebody may have a piece of it for good. */
  isKept: boolean;
}

/** A part of a block that has arrived. */
interface Part {
  readonly block: Block;
  readonly bytes: Uint8Array;
}

const newBlock = (): Block => ({ memory: Buffer.allocUnsafeSlow(blockBytes), isKept: false });

/**
 * Reads a socket in large pieces. Each costs its way through the program once, so that few large ones cost less than many
 * small ones; the records of TLS, of 16 KiB at most, come together in one piece as well.
 */
export class LargeReads {
  readonly socket: Socket;
  #block = newBlock();
  /** What of the block was passed on, and how far it is filled. */
  #start = 0;
  #end = 0;
  /** Blocks that were filled before, and are filled again once nobody needs them: one is lent and one waits, as a rule. */
  #former: readonly Block[] = [];
  /** What was not passed on of blocks that are full. */
  readonly #full: Part[] = [];
  /** The block that the last lent piece is of. */
  #lent: Block | undefined;
  #isOver = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  /** @param connect opens the socket, with this `onread` */
  constructor(connect: (onread: OnReadOpts) => Socket) {
    this.socket = connect({ buffer: () => this.#room(), callback: (bytes) => this.#arrived(bytes) });
    this.socket.on('error', (error) => this.#finish(error)).on('end', () => this.#finish());
    this.socket.on('close', () => this.#finish());
  }

  /**
   * All that has arrived, once something has; undefined at the end of the connection. Memory that was lent, which is good
   * until the next call, is filled again.
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

  /** Whether nothing has arrived that was not read. */
  get isEmpty(): boolean {
    return this.#full.length === 0 && this.#start === this.#end;
  }

  /** Even while the socket is paused there is room: what TLS has decrypted already comes all the same. */
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
    // What comes in the same turn is read together, and much is passed on at once, while the processor has it at hand still.
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
