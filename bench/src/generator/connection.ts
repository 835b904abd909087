import { connect, type Socket } from 'node:net';

const headEnd = Buffer.from('\r\n\r\n');
const stallMilliseconds = 120_000;

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface ConnectionRequest {
  /** Complete lines of header fields. */
  readonly fields?: string | undefined;
  readonly body?: Iterable<Uint8Array> | undefined;
  readonly length?: number | undefined;
}

export interface ConnectionAnswer {
  readonly status: number;
  /** The head. */
  readonly text: string;
  /** The length of the body. */
  readonly bytes: number;
}

interface Pending {
  readonly method: string;
  resolve(answer: ConnectionAnswer): void;
  reject(error: Error): void;
}

/**
 * A keep-alive connection that does one request at a time and reads bodies into one buffer without keeping them: a client
 * that costs as little as possible, so the figures are those of the server.
 */
export class Connection {
  readonly #host: string;
  #socket: Socket | undefined;
  #pending: Pending | undefined;
  #head: Buffer = Buffer.alloc(0);
  #left = 0;
  #answer: ConnectionAnswer | undefined;

  static open({ host, port }: Address): Promise<Connection> {
    const connection = new Connection(`${host}:${port}`);
    return new Promise((resolve, reject) => {
      const onread = {
        buffer: Buffer.allocUnsafe(512 * 1024),
        callback: (size: number, buffer: Uint8Array) => connection.#take(buffer, size),
      };
      const socket = connect({ host, port, onread, noDelay: true });
      connection.#socket = socket;
      socket.setTimeout(stallMilliseconds, () => socket.destroy(new Error('nothing moved for two minutes')));
      socket.once('connect', () => resolve(connection));
      socket.once('error', reject);
      socket.on('error', (error) => connection.#fail(error));
      socket.on('close', () => connection.#fail(new Error('the server closed the connection')));
    });
  }

  private constructor(host: string) {
    this.#host = host;
  }

  /** Sends a request with an optional body. Resolves to the answer when its body was read. */
  async request(
    method: string,
    target: string,
    { fields = '', body, length = 0 }: ConnectionRequest = {},
  ): Promise<ConnectionAnswer> {
    const contentLength = method === 'GET' || method === 'HEAD' ? '' : `Content-Length: ${length}\r\n`;
    const head = `${method} ${target} HTTP/1.1\r\nHost: ${this.#host}\r\n${contentLength}${fields}\r\n`;
    const answered = new Promise<ConnectionAnswer>((resolve, reject) => {
      this.#pending = { method, resolve, reject };
    });
    // A broken connection rejects the answer, which is awaited below.
    answered.catch(() => {});
    this.#socket?.write(head, 'latin1');
    for (const piece of body ?? []) {
      if (this.#pending === undefined) break;
      if (!this.#socket?.write(piece)) await this.#drained();
    }
    return answered;
  }

  close(): void {
    this.#socket?.destroy();
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#socket?.off('drain', done).off('close', done);
        resolve();
      };
      this.#socket?.once('drain', done).once('close', done);
    });
  }

  #take(buffer: Uint8Array, size: number): boolean {
    if (this.#answer !== undefined) {
      this.#count(size);
      return true;
    }
    this.#head = Buffer.concat([this.#head, buffer.subarray(0, size)]);
    const end = this.#head.indexOf(headEnd);
    if (end === -1) return true;
    const text = this.#head.toString('latin1', 0, end);
    const rest = this.#head.length - end - headEnd.length;
    this.#head = Buffer.alloc(0);
    this.#begin(text, rest);
    return true;
  }

  /** Takes the head of an answer, after which `rest` bytes of its body have come. */
  #begin(text: string, rest: number): void {
    const status = Number(text.slice(9, 12));
    if (status === 100) return;
    if (/\r\ntransfer-encoding:/i.test(text)) {
      this.#fail(new Error(`an answer of unknown length: ${text}`));
      return;
    }
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0);
    this.#left = this.#pending?.method === 'HEAD' || status === 204 || status === 304 ? 0 : length;
    this.#answer = { status, text, bytes: this.#left };
    this.#count(rest);
  }

  #count(size: number): void {
    this.#left -= size;
    if (this.#left > 0) return;
    const [pending, answer] = [this.#pending, this.#answer];
    this.#answer = undefined;
    this.#pending = undefined;
    if (answer !== undefined) pending?.resolve(answer);
  }

  #fail(error: Error): void {
    this.#pending?.reject(error);
    this.#pending = undefined;
    this.#socket?.destroy();
  }
}

/** The `Location` of an answer, as a target on the same connection. */
export function locationOf({ text }: ConnectionAnswer): string {
  const location = /\r\nlocation: *([^\r]+)/i.exec(text)?.[1] ?? '';
  const url = new URL(location, 'http://registry');
  return url.pathname + url.search;
}

/** The target that closes an upload. */
export function withDigest(upload: string, digest: string): string {
  return `${upload}${upload.includes('?') ? '&' : '?'}digest=${digest}`;
}

/** @throws {Error} with the head of the answer, unless it has one of these statuses */
export function expectStatus(answer: ConnectionAnswer, ...expected: readonly number[]): ConnectionAnswer {
  if (expected.includes(answer.status)) return answer;
  throw new Error(`an answer that was not expected: ${answer.text.slice(0, 300)}`);
}
