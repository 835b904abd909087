import { connect } from 'node:net';

const headEnd = Buffer.from('\r\n\r\n');
const stallMilliseconds = 120_000;

/**
 * One keep-alive connection that does one request at a time and throws bodies away as they come, into one buffer: a
 * client that costs as little as possible, so that the server is what is measured.
 */
export class Connection {
  #socket;
  #host;
  #pending;
  #head = Buffer.alloc(0);
  #left = 0;
  #answer;

  static open({ host, port }) {
    const connection = new Connection();
    connection.#host = `${host}:${port}`;
    return new Promise((resolve, reject) => {
      const onread = {
        buffer: Buffer.allocUnsafe(512 * 1024),
        callback: (size, buffer) => connection.#take(buffer, size),
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

  /** Sends a request whose head is complete, and an optional body; gives the status, the fields and the body's length. */
  async request(method, target, { fields = '', body, length = 0 } = {}) {
    const contentLength = method === 'GET' || method === 'HEAD' ? '' : `Content-Length: ${length}\r\n`;
    const head = `${method} ${target} HTTP/1.1\r\nHost: ${this.#host}\r\n${contentLength}${fields}\r\n`;
    const answered = new Promise((resolve, reject) => {
      this.#pending = { method, resolve, reject };
    });
    // Whoever sends hears of a broken connection by the answer.
    answered.catch(() => {});
    this.#socket.write(head, 'latin1');
    for (const piece of body ?? []) {
      if (this.#pending === undefined) break;
      if (!this.#socket.write(piece)) await this.#drained();
    }
    return answered;
  }

  close() {
    this.#socket.destroy();
  }

  #drained() {
    return new Promise((resolve) => {
      const done = () => {
        this.#socket.off('drain', done).off('close', done);
        resolve();
      };
      this.#socket.once('drain', done).once('close', done);
    });
  }

  #take(buffer, size) {
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
    const status = Number(text.slice(9, 12));
    if (status === 100) return true;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0);
    if (/\r\ntransfer-encoding:/i.test(text)) {
      this.#fail(new Error(`an answer of unknown length: ${text}`));
      return true;
    }
    this.#left = this.#pending?.method === 'HEAD' || status === 204 || status === 304 ? 0 : length;
    this.#answer = { status, text, bytes: this.#left };
    this.#count(rest);
    return true;
  }

  #count(size) {
    this.#left -= size;
    if (this.#left > 0) return;
    const { resolve } = this.#pending ?? {};
    const answer = this.#answer;
    this.#answer = undefined;
    this.#pending = undefined;
    resolve?.(answer);
  }

  #fail(error) {
    this.#pending?.reject(error);
    this.#pending = undefined;
    this.#socket.destroy();
  }
}

/** Where a field of an answer leads, as a target on the same connection. */
export function locationOf({ text }) {
  const location = /\r\nlocation: *([^\r]+)/i.exec(text)?.[1] ?? '';
  const url = new URL(location, 'http://registry');
  return url.pathname + url.search;
}

/** Throws what the server said if it is not what was expected. */
export function expectStatus(answer, ...expected) {
  if (expected.includes(answer.status)) return answer;
  throw new Error(`an answer that was not expected: ${answer.text.slice(0, 300)}`);
}
