import type { OnReadOpts, Socket } from 'node:net';

/** What one read of the system may bring; Node's own streams read 64 KiB into memory of their own each time. */
const pieceBytes = 1024 * 1024;
/** A piece with less room is passed on, and a new one begun. */
const leastRoom = 64 * 1024;

/**
 * Reads a socket in large pieces. Each costs its way through the program once, so that few large ones cost less than many
 * small ones; the records of TLS, of 16 KiB at most, come together in one piece as well.
 */
export class LargeReads {
  readonly socket: Socket;
  #piece = Buffer.allocUnsafeSlow(pieceBytes);
  /** What of the piece was passed on, and how far it is filled. */
  #start = 0;
  #end = 0;
  readonly #full: Uint8Array[] = [];
  #isOver = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  /** @param connect opens the socket, with this `onread` */
  constructor(connect: (onread: OnReadOpts) => Socket) {
    this.socket = connect({ buffer: () => this.#room(), callback: (bytes) => this.#arrived(bytes) });
    this.socket.on('error', (error) => this.#finish(error)).on('end', () => this.#finish());
    this.socket.on('close', () => this.#finish());
  }

  /** All that has arrived, once something has; undefined at the end of the connection. */
  async read(): Promise<Uint8Array | undefined> {
    if (this.isEmpty && !this.#isOver) {
      this.socket.resume();
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const full = this.#full.shift();
    if (full !== undefined) return full;
    if (this.#start < this.#end) {
      const arrived = this.#piece.subarray(this.#start, this.#end);
      this.#start = this.#end;
      return arrived;
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
    if (pieceBytes - this.#end < leastRoom) {
      if (this.#start < this.#end) this.#full.push(this.#piece.subarray(this.#start, this.#end));
      this.#piece = Buffer.allocUnsafeSlow(pieceBytes);
      this.#start = 0;
      this.#end = 0;
    }
    return this.#piece.subarray(this.#end);
  }

  #arrived(bytes: number): boolean {
    this.#end += bytes;
    const wake = this.#wake;
    this.#wake = undefined;
    // What comes in the same turn of the event loop is read together.
    if (wake !== undefined) setImmediate(wake);
    return this.#full.length === 0;
  }

  #finish(error?: Error): void {
    this.#isOver = true;
    this.#error ??= error;
    this.#wake?.();
    this.#wake = undefined;
  }
}
