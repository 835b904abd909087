import type { Connection } from './connection.js';

/** Networks drop idle connections. */
const idleMilliseconds = 4000;

/** Open connections that carry no request, by origin. */
export class RestingConnections {
  readonly #byOrigin = new Map<string, Connection[]>();

  keep(origin: string, connection: Connection): void {
    connection.rest(idleMilliseconds);
    const others = (this.#byOrigin.get(origin) ?? []).filter(({ isReady }) => isReady);
    this.#byOrigin.set(origin, [...others, connection]);
  }

  /** Takes out a connection that can carry a request. */
  take(origin: string): Connection | undefined {
    const connections = this.#byOrigin.get(origin) ?? [];
    for (let found = connections.pop(); found !== undefined; found = connections.pop()) {
      if (found.isReady) return found.wake();
      found.destroy();
    }
    return undefined;
  }
}
