import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { MessageFraming } from './message-framing.js';
import { TooManyChunksError } from './too-many-chunks-error.js';

type Parse = (bytes: Uint8Array) => void;

const turns = Symbol('turns');
type TurnTaking = Socket & { [turns]?: RequestTurns };

const nothing = new Uint8Array();

/**
 * Allows one request in progress on each connection: the next request is parsed after the response before it was written.
 * Node would start every request that it has read, up to 2,000 in 64 KiB, and keep their responses in memory while the
 * client does not read. A client may pipeline requests, but a server need not process them at the same time (RFC 9112
 * §9.3.2). `beginTurn` and `endTurns` must be called before the listeners of the server's events.
 */
export function takeTurns(server: Server): void {
  // Node drops the fields after the first 1000 by default. One of them may say how long the body is.
  server.maxHeadersCount = 0;
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: TurnTaking) => {
    const [parse] = socket.listeners('data') as Parse[];
    if (parse === undefined) return;
    socket[turns] = new RequestTurns(socket, parse, (error) => server.emit('clientError', error, socket));
  });
}

/** Notes that Node has parsed the head of a request. */
export function beginTurn(request: IncomingMessage, response: ServerResponse): void {
  (request.socket as TurnTaking)[turns]?.begin(request, response);
}

/** Leaves a connection whose bytes now belong to another listener, or that ends. */
export function endTurns(socket: TurnTaking): void {
  socket[turns]?.leave();
}

/** Passes the bytes of one connection to Node's parser, one message at a time. */
class RequestTurns {
  readonly #framing = new MessageFraming();
  /** The request that began last, and its response. */
  #request: IncomingMessage | undefined;
  #response: ServerResponse | undefined;
  /** Bytes that wait for the response in progress. They begin a message: within a body, only Node may pause the socket. */
  #kept: Uint8Array | undefined;
  #hasLeft = false;
  readonly #receive = (bytes: Uint8Array) => this.#accept(bytes);

  constructor(
    private readonly socket: Socket,
    private readonly parse: Parse,
    private readonly refuse: (error: Error) => void,
  ) {
    // From now on Node's parser gets its bytes from here, and no longer from the socket.
    socket.off('data', parse).on('data', this.#receive);
  }

  begin(request: IncomingMessage, response: ServerResponse): void {
    this.#request = request;
    this.#response = response;
    this.#framing.beginBody(request);
  }

  /** Stops passing bytes to the parser: they now belong to another listener, or the connection ends. */
  leave(): void {
    this.#hasLeft = true;
    delete (this.socket as TurnTaking)[turns];
    this.socket.off('data', this.#receive);
  }

  #accept(bytes: Uint8Array): void {
    if (this.#kept !== undefined) this.#keep(Buffer.concat([this.#kept, bytes]));
    else {
      const rest = this.#parseWhilePossible(bytes);
      if (rest.byteLength > 0) this.#wait(rest);
    }
  }

  #goOn(): void {
    const bytes = this.#kept;
    if (bytes === undefined || this.#hasLeft || !this.socket.writable) return;
    this.#kept = undefined;
    this.socket.resume();
    const rest = this.#parseWhilePossible(bytes);
    if (rest.byteLength > 0) this.#wait(rest);
  }

  /** Returns the bytes that have to wait for the response in progress. */
  #parseWhilePossible(bytes: Uint8Array): Uint8Array {
    let rest = bytes;
    while (rest.byteLength > 0 && !this.#isBusy()) {
      const length = this.#framing.advance(rest);
      const isAll = length === rest.byteLength;
      this.parse(isAll ? rest : rest.subarray(0, length));
      rest = isAll ? nothing : rest.subarray(length);
      if (this.#hasLeft) return this.#giveBack(rest);
      if (this.#framing.hasTooManyChunks) {
        this.refuse(new TooManyChunksError());
        return nothing;
      }
    }
    return rest;
  }

  /**
   * Whether Node has parsed a request completely and its response is in progress, so that the next bytes have to wait. A
   * listener for the end of each response would cost more.
   */
  #isBusy(): boolean {
    return this.#request?.complete === true && this.#response?.closed === false;
  }

  /** Waits for the response in progress. */
  #wait(rest: Uint8Array): void {
    this.#keep(rest);
    // Other connections get their turn first: the kept bytes may be thousands of requests.
    this.#response?.once('close', () => setImmediate(() => this.#goOn()));
  }

  #keep(bytes: Uint8Array): void {
    this.#kept = bytes;
    this.socket.pause();
  }

  #giveBack(rest: Uint8Array): Uint8Array {
    if (rest.byteLength > 0 && this.socket.readable) this.socket.unshift(Buffer.from(rest));
    return nothing;
  }
}
