import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { networkOf, withoutMapping } from '@lading/engine';
import { Logger } from '@nestjs/common';
import { endConnection } from './refusal/end-connection.js';

export interface ConnectionLimits {
  /** Connections that this process holds at once. */
  readonly total: number;
  /** Connections from one IPv4 address, or from one IPv6 network of 64 bits. */
  readonly perAddress: number;
  /** Whether the limit per address does not apply: for a proxy, which connects for many clients. */
  readonly isExempt: (address: string) => boolean;
}

/** Refused connections that get an answer at the same time. Further ones are closed without one. */
const mostAnswers = 100;
const logMilliseconds = 60_000;

const body = '{"errors":[{"code":"TOOMANYREQUESTS","message":"too many connections are open"}]}';
const refusal = `HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nRetry-After: 5\r\nConnection: close\r\n\r\n${body}`;

/**
 * Counts connections. The returned function returns whether a new connection is within the limits. It refuses any other before
 * anything is read from it: with 503, or over TLS by closing it.
 */
export function limitConnections(server: Server, limits: ConnectionLimits): (socket: Socket) => boolean {
  const connections = new CountedConnections(limits);
  const isSecure = server instanceof TlsServer;
  return (socket) => {
    const isAdmitted = connections.admit(socket);
    if (!isAdmitted) connections.refuse(socket, isSecure);
    return isAdmitted;
  };
}

class CountedConnections {
  readonly #logger = new Logger('Connections');
  readonly #byAddress = new Map<string, number>();
  #total = 0;
  #answers = 0;
  #loggedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly limits: ConnectionLimits) {}

  admit(socket: Socket): boolean {
    const address = withoutMapping(socket.remoteAddress ?? '');
    const network = networkOf(address);
    const count = this.#byAddress.get(network) ?? 0;
    if (this.#total >= this.limits.total) return false;
    if (count >= this.limits.perAddress && !this.limits.isExempt(address)) return false;
    this.#total += 1;
    this.#byAddress.set(network, count + 1);
    socket.once('close', () => this.#release(network));
    return true;
  }

  refuse(socket: Socket, isSecure: boolean): void {
    this.#log(socket);
    if (isSecure || this.#answers >= mostAnswers) {
      socket.destroy();
      return;
    }
    this.#answers += 1;
    socket.once('close', () => {
      this.#answers -= 1;
    });
    socket.on('error', () => socket.destroy());
    endConnection(socket, refusal);
  }

  #release(network: string): void {
    this.#total -= 1;
    const count = this.#byAddress.get(network) ?? 0;
    if (count > 1) this.#byAddress.set(network, count - 1);
    else this.#byAddress.delete(network);
  }

  /** Logs at most one line a minute, because refusals must stay cheap. */
  #log({ remoteAddress }: Socket): void {
    if (performance.now() - this.#loggedAt < logMilliseconds) return;
    this.#loggedAt = performance.now();
    this.#logger.warn(
      `refused a connection from ${remoteAddress}: ${this.#total} of at most ${this.limits.total} are open, and one address may have ${this.limits.perAddress}`,
    );
  }
}
