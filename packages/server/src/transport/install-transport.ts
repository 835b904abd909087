import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type ConnectionLimits, limitConnections } from './connection-limits.js';
import { type Interceptor, interceptEvents } from './intercept-events.js';
import { beginTurn, endTurns, takeTurns } from './turns/request-turns.js';

/** Puts limits and request turns between the connections of a server and its HTTP parser. */
export function installTransport(server: Server, limits: ConnectionLimits): void {
  const admit = limitConnections(server, limits);
  const begin: Interceptor = (values) => {
    beginTurn(values[0] as IncomingMessage, values[1] as ServerResponse);
    return values;
  };
  const end: Interceptor = (values) => {
    endTurns(values[1] as Socket);
    return values;
  };
  interceptEvents(
    server,
    new Map<string, Interceptor>([
      ['connection', ([socket]) => (admit(socket as Socket) ? [socket] : undefined)],
      ['request', begin],
      ['checkExpectation', begin],
      ['upgrade', end],
      ['connect', end],
      ['clientError', end],
    ]),
  );
  takeTurns(server);
}
