import { once } from 'node:events';
import { connect as connectPlain, isIP, type OnReadOpts } from 'node:net';
import { connect as connectSecure } from 'node:tls';
import type { SecureOptions } from '../fetch/secure-options.js';
import { LargeReads } from './large-reads.js';

/** A connection to the origin of a URL. It carries one request after the other. */
export class Connection {
  #isBusy = true;

  private constructor(private readonly reads: LargeReads) {
    reads.socket.on('timeout', () => this.#isBusy || this.destroy());
  }

  /** Opens a connection. With TLS, it checks the certificate first. */
  static async open(url: URL, secure: SecureOptions, signal: AbortSignal): Promise<Connection> {
    const isSecure = url.protocol === 'https:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const address = { host, port: Number(url.port) || (isSecure ? 443 : 80), noDelay: true };
    const named = isIP(host) === 0 ? { servername: host } : {};
    const reads = new LargeReads((onread: OnReadOpts) => {
      const plain = { ...address, onread };
      return isSecure ? connectSecure({ ...plain, ...named, ...secure }) : connectPlain(plain);
    });
    try {
      await once(reads.socket, isSecure ? 'secureConnect' : 'connect', { signal });
    } catch (error) {
      reads.socket.destroy();
      throw error;
    }
    return new Connection(reads);
  }

  /** Whether it can carry a request: it is open, and the server has sent no bytes without a request. */
  get isReady(): boolean {
    return !this.reads.socket.destroyed && this.reads.socket.readable && this.reads.isEmpty;
  }

  write(text: string): void {
    this.reads.socket.write(text, 'latin1');
  }

  /** Waits for bytes and returns all that arrived; undefined at the end. Lent memory is valid until the next call. */
  read(isLent: boolean): Promise<Uint8Array | undefined> {
    return this.reads.read(isLent);
  }

  /** Keeps the idle connection open for this time. It does not keep the process alive. */
  rest(milliseconds: number): void {
    this.#isBusy = false;
    this.reads.socket.setTimeout(milliseconds).unref();
  }

  /** Ends the rest: another request follows. */
  wake(): this {
    this.#isBusy = true;
    this.reads.socket.setTimeout(0).ref();
    return this;
  }

  destroy(error?: Error): void {
    this.reads.socket.destroy(error);
  }
}
