import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Answer } from './answer.js';
import { findAnswer } from './raw-answer.js';

const silenceMilliseconds = 30_000;

/** A bare connection, for what an HTTP client refuses to say: broken targets, lying lengths, bodies that break off. */
export class RawConnection {
  #received: Buffer = Buffer.alloc(0);
  #ended = false;
  readonly #waiting = new Set<() => void>();

  private constructor(private readonly socket: Socket) {
    socket.on('data', (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.wake();
    });
    // A registry may refuse by a reset. The case reads the answer that arrived before it.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#ended = true;
      this.wake();
    });
    // Not a promise under test: a registry that falls silent fails its case instead of hanging the run.
    socket.setTimeout(silenceMilliseconds, () => socket.destroy());
  }

  static async open(url: URL, insecure = false): Promise<RawConnection> {
    const secure = url.protocol === 'https:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port) || (secure ? 443 : 80);
    const socket = secure
      ? connectTls({ host, port, servername: host, rejectUnauthorized: !insecure })
      : connectTcp({ host, port });
    await once(socket, secure ? 'secureConnect' : 'connect');
    return new RawConnection(socket);
  }

  /** Sends bytes, and resolves once they have left, or nobody takes them: there is an answer, or no connection. */
  async write(bytes: string | Uint8Array): Promise<void> {
    if (this.isAnswered) return;
    await Promise.race([new Promise<void>((resolve) => this.socket.write(bytes, () => resolve())), this.more()]);
  }

  /** The next response, or `undefined` if the connection was closed without one. */
  async answer(method = 'GET'): Promise<Answer | undefined> {
    for (;;) {
      const found = findAnswer(this.#received, method, this.#ended);
      if (found !== undefined) {
        this.#received = found.rest;
        if (found.answer.status >= 200) return found.answer;
      } else if (this.#ended) return undefined;
      else await this.more();
    }
  }

  /** The status of the next response of any kind, such as 100; its bytes are taken. */
  async interim(): Promise<number | undefined> {
    for (;;) {
      const found = findAnswer(this.#received, 'HEAD', this.#ended);
      if (found !== undefined) {
        this.#received = found.rest;
        return found.answer.status;
      }
      if (this.#ended) return undefined;
      await this.more();
    }
  }

  /**
   * Whether an answer has begun to arrive, or the other side has hung up: no use in sending more. A write that failed is
   * known at once, the end of the connection only in a later turn of the event loop.
   */
  get isAnswered(): boolean {
    return this.#ended || this.socket.destroyed || this.#received.length > 0;
  }

  /** Stops reading, as a client does that has no room. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Breaks the connection off, and resolves once it is gone on this side. */
  async destroy(): Promise<void> {
    if (this.socket.closed) return;
    const closed = once(this.socket, 'close');
    this.socket.destroy();
    await closed;
  }

  /** Resolves once more has come, or nothing will. */
  private more(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.add(resolve);
    });
  }

  private wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
