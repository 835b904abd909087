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
 * Lets each connection have one request in progress: the next one is parsed when the response before it has been written.
 * Node would start every request that it has read, 2,000 for each 64 KiB, and keep their responses in memory while the
 * client does not read. A client may send requests without waiting, but nothing obliges a server to process them at the
 * same time (RFC 9112 §9.3.2).
 */
export function takeTurns(server: Server): void {
  const emit: (event: string, ...values: unknown[]) => boolean = server.emit.bind(server);
  // A listener for `upgrade` would change what Node does with such a request.
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

/** Whether a connection passes its bytes to Node's parser by turns. */
export function takesTurns(socket: TurnTaking): boolean {
  return socket[turns] !== undefined;
}

/** Passes what arrives on one connection to Node's parser, one message at a time. */
class RequestTurns {
  readonly #framing = new MessageFraming();
  #inProgress: IncomingMessage | undefined;
  #hasBegun = false;
  /** What was read and has to wait. */
  #kept: Uint8Array | undefined;
  #hasLeft = false;
  readonly #receive = (bytes: Uint8Array) => this.#accept(bytes);

  constructor(
    private readonly socket: Socket,
    private readonly parse: Parse,
    private readonly refuse: (error: Error) => void,
  ) {
    // Node's parser gets its bytes from here from now on, and no longer from the system.
    socket.off('data', parse).on('data', this.#receive);
  }

  begin(request: IncomingMessage, response: ServerResponse): void {
    this.#inProgress = request;
    this.#hasBegun = true;
    this.#framing.beginBody(request);
    response.once('close', () => {
      this.#inProgress = undefined;
      this.#goOn();
    });
  }

  /** From now on the bytes of the connection are for somebody else, or for nobody. */
  leave(): void {
    this.#hasLeft = true;
    delete (this.socket as TurnTaking)[turns];
    this.socket.off('data', this.#receive);
  }

  #accept(bytes: Uint8Array): void {
    if (this.#kept === undefined) this.#parseAll(bytes, false);
    else this.#keep(Buffer.concat([this.#kept, bytes]));
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

  /** Node knows when a request is complete. What follows it is the next one. */
  #isBusy(): boolean {
    return this.#inProgress?.complete === true;
  }

  /** For the response in progress; and for other connections, where this one would take long. */
  #wait(rest: Uint8Array): void {
    this.#keep(rest);
    if (!this.#isBusy()) setImmediate(() => this.#goOn());
  }

  #keep(bytes: Uint8Array): void {
    this.#kept = bytes;
    this.socket.pause();
  }

  #giveBack(rest: Uint8Array): void {
    if (rest.byteLength > 0 && this.socket.readable) this.socket.unshift(Buffer.from(rest));
  }
}
