import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { MessageFraming } from './message-framing.js';
import { TooManyChunksError } from './too-many-chunks-error.js';

type Parse = (bytes: Uint8Array) => void;

const turns = Symbol('turns');
type TurnTaking = Socket & { [turns]?: RequestTurns };

const endings: ReadonlySet<string> = new Set(['upgrade', 'connect', 'clientError']);

/**
 * Allows one request in progress on each connection: the next request is parsed after the response before it was written.
 * Node would start every request that it has read, up to 2,000 in 64 KiB, and keep their responses in memory while the
 * client does not read. A client may pipeline requests, but a server need not process them at the same time (RFC 9112
 * §9.3.2).
 */
export function takeTurns(server: Server): void {
  const emit: (event: string, ...values: unknown[]) => boolean = server.emit.bind(server);
  // This overrides `emit` because a listener for `upgrade` would change how Node handles such a request.
  server.emit = (event: string, ...values: unknown[]) => {
    if (endings.has(event)) (values[1] as TurnTaking)[turns]?.leave();
    return emit(event, ...values);
  };
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: TurnTaking) => {
    const [parse] = socket.listeners('data') as Parse[];
    if (parse === undefined) return;
    socket[turns] = new RequestTurns(socket, parse, (error) => server.emit('clientError', error, socket));
  });
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    (request.socket as TurnTaking)[turns]?.begin(request, response);
  });
}

/** Whether a connection passes its bytes to Node's parser one message at a time. */
export function takesTurns(socket: TurnTaking): boolean {
  return socket[turns] !== undefined;
}

/** Passes the bytes of one connection to Node's parser, one message at a time. */
class RequestTurns {
  readonly #framing = new MessageFraming();
  #inProgress: IncomingMessage | undefined;
  #hasBegun = false;
  /** Bytes that were read and have to wait. */
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
    this.#inProgress = request;
    this.#hasBegun = true;
    this.#framing.beginBody(request);
    response.once('close', () => {
      this.#inProgress = undefined;
      this.#goOnLater();
    });
  }

  /** Stops passing bytes to the parser: they now belong to another listener, or the connection ends. */
  leave(): void {
    this.#hasLeft = true;
    delete (this.socket as TurnTaking)[turns];
    this.socket.off('data', this.#receive);
  }

  #accept(bytes: Uint8Array): void {
    if (this.#kept === undefined) this.#parseAll(bytes, false);
    else this.#keep(Buffer.concat([this.#kept, bytes]));
  }

  /** Other connections get their turn first: what was kept may be thousands of requests. */
  #goOnLater(): void {
    if (this.#kept !== undefined) setImmediate(() => this.#goOn());
  }

  #goOn(): void {
    const bytes = this.#kept;
    if (bytes === undefined || this.#hasLeft || !this.socket.writable) return;
    this.#kept = undefined;
    this.socket.resume();
    this.#parseAll(bytes, true);
  }

  #parseAll(bytes: Uint8Array, isOwn: boolean): void {
    let rest = bytes;
    while (rest.byteLength > 0 && !this.#isBusy()) {
      this.#hasBegun = false;
      const length = this.#framing.advance(rest);
      this.parse(length === rest.byteLength ? rest : rest.subarray(0, length));
      rest = rest.subarray(length);
      if (this.#hasLeft || this.#framing.hasTooManyChunks || !this.#hasBegun) break;
    }
    if (this.#hasLeft) this.#giveBack(rest);
    else if (this.#framing.hasTooManyChunks) this.refuse(new TooManyChunksError());
    else if (rest.byteLength > 0) this.#wait(isOwn ? rest : Buffer.from(rest));
  }

  /** Whether Node has parsed a request completely, so that the next bytes belong to the next request. */
  #isBusy(): boolean {
    return this.#inProgress?.complete === true;
  }

  /** Waits for the response in progress, or gives other connections a turn if parsing would take long. */
  #wait(rest: Uint8Array): void {
    this.#keep(rest);
    if (!this.#isBusy()) this.#goOnLater();
  }

  #keep(bytes: Uint8Array): void {
    this.#kept = bytes;
    this.socket.pause();
  }

  #giveBack(rest: Uint8Array): void {
    if (rest.byteLength > 0 && this.socket.readable) this.socket.unshift(Buffer.from(rest));
  }
}
