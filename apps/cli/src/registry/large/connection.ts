import { once } from 'node:events';
import { connect as connectPlain, isIP, type OnReadOpts } from 'node:net';
import { connect as connectSecure } from 'node:tls';
import type { SecureOptions } from '../secure-options.js';
import { LargeReads } from './large-reads.js';

/** A connection to the origin of a URL, for one request after the other. */
export class Connection {
  #isBusy = true;

  private constructor(private readonly reads: LargeReads) {
    reads.socket.on('timeout', () => this.#isBusy || this.destroy());
  }

  /** Opens it. With TLS it is open once the certificate is found to be right. */
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

  /** Whether something can be asked of it: it is open, and nothing has come that nobody asked for. */
  get isReady(): boolean {
    return !this.reads.socket.destroyed && this.reads.socket.readable && this.reads.isEmpty;
  }

  write(text: string): void {
    this.reads.socket.write(text, 'latin1');
  }

  /** What has arrived, once something has; undefined at the end. What is lent is good until the next call. */
  read(isLent: boolean): Promise<Uint8Array | undefined> {
    return this.reads.read(isLent);
  }

  /** Nothing is asked of it for a while: it ends after that time, and lets the process end. */
  rest(milliseconds: number): void {
    this.#isBusy = false;
    this.reads.socket.setTimeout(milliseconds).unref();
  }

  /** Something is asked of it again. */
  wake(): void {
    this.#isBusy = true;
    this.reads.socket.setTimeout(0).ref();
  }

  destroy(error?: Error): void {
    this.reads.socket.destroy(error);
  }
}
