import pg, { type PoolClient, type PoolConfig } from 'pg';
import type { Attempt } from './attempts.js';
import { DatabaseConnectionError } from './connection-error.js';
import { destroyConnection } from './destroy-connection.js';
import { hasNoServer, isConnectTimeout, sqlStateOf } from './failure.js';
import { requireSessionAttributes } from './session-attributes.js';
import { isRefusalOfSettings } from './session-settings.js';

export interface RegistryPoolConfig extends PoolConfig {
  readonly attempts: readonly Attempt[];
  /** The `options` of the URL alone, for a pooler that refuses the others. */
  readonly optionsOfUrl: string | undefined;
}

type Callback = (error: Error | undefined, client: PoolClient | undefined, release: PoolClient['release']) => void;

/**
 * A pool of connections to one of several servers. A new connection first repeats the attempt (server and TLS choice) that
 * worked last, and then tries the others in order.
 */
export class RegistryPool extends pg.Pool {
  readonly #attempts: readonly Attempt[];
  readonly #optionsOfUrl: string | undefined;
  /** The attempt that worked last. */
  #current = 0;
  #hasConnected = false;
  readonly #connected = new Set<PoolClient>();
  readonly #distrusted = new WeakSet<PoolClient>();
  #isDistrustful = false;

  constructor({ attempts, optionsOfUrl, ...config }: RegistryPoolConfig) {
    super(config);
    this.options.onConnect = (client) => requireSessionAttributes(client, this.#attempt.requires);
    this.#attempts = attempts;
    this.#optionsOfUrl = optionsOfUrl;
    this.#use(0);
    this.on('connect', (client) => this.#connected.add(client));
    this.on('remove', (client) => this.#connected.delete(client as PoolClient));
  }

  /** Whether the next call gets a connection at once. */
  get hasConnection(): boolean {
    return this.idleCount > 0 && !this.#isDistrustful;
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): Promise<PoolClient> | undefined {
    const connected = this.#take();
    if (callback === undefined) return connected;
    connected.then(
      (client) => callback(undefined, client, client.release),
      (error) => callback(error, undefined, () => {}),
    );
    return undefined;
  }

  /** Replaces all connections before their next use: one of them does not answer, and the others may have the same fault. */
  distrustConnections(): void {
    this.#isDistrustful = true;
    for (const client of this.#connected) this.#distrusted.add(client);
  }

  #take(): Promise<PoolClient> {
    return this.#isDistrustful || this.#makesConnection ? this.#takeTrusted() : super.connect();
  }

  async #takeTrusted(): Promise<PoolClient> {
    for (;;) {
      const client = await (this.#makesConnection ? this.#tryAll() : super.connect());
      if (!this.#distrusted.has(client)) return client;
      destroyConnection(client);
      client.release(true);
    }
  }

  get #attempt(): Attempt {
    return this.#attempts[this.#current] as Attempt;
  }

  /** Whether the next call opens a connection for which several attempts may be needed. */
  get #makesConnection(): boolean {
    const isSettled = this.#hasConnected && this.#attempts.length === 1;
    return !isSettled && this.idleCount === 0 && this.totalCount < (this.options.max ?? 0);
  }

  #use(index: number): void {
    this.#current = index;
    Object.assign(this.options, this.#attempt.options);
  }

  /** Opens a connection by the first attempt that works, beginning with the one that worked last. */
  async #tryAll(): Promise<PoolClient> {
    const failures: Failure[] = [];
    const first = this.#current;
    for (let step = 0; step < this.#attempts.length; step++) {
      const index = (first + step) % this.#attempts.length;
      const { address } = this.#attempts[index] as Attempt;
      if (!isWorthTrying(address, failures)) continue;
      this.#use(index);
      try {
        return await this.#connectOnce();
      } catch (error) {
        failures.push({ address, error });
      }
    }
    this.#use(first);
    throw failures.length === 1 ? failures[0]?.error : new DatabaseConnectionError(failures);
  }

  async #connectOnce(): Promise<PoolClient> {
    const { options } = this.options;
    try {
      const client = await super.connect();
      this.#hasConnected = true;
      return client;
    } catch (error) {
      if (options === this.#optionsOfUrl || !isRefusalOfSettings(error)) throw error;
      // Then the pooler or the role sets the time limits; transactions set their own.
      this.options.options = this.#optionsOfUrl;
      return this.#connectOnce();
    }
  }
}

interface Failure {
  readonly address: string;
  readonly error: unknown;
}

/**
 * As in libpq: an address without a server is not tried again with or without TLS, and after a server has refused the user,
 * no other server is tried. A server that is starting or full does not refuse the user.
 */
function isWorthTrying(address: string, failures: readonly Failure[]): boolean {
  return failures.every(({ address: failed, error }) =>
    failed === address ? !hasNoServer(error) && !isConnectTimeout(error) : !isRefusalOfUser(error),
  );
}

function isRefusalOfUser(error: unknown): boolean {
  return /^(28|3D|42)/.test(sqlStateOf(error) ?? '');
}
