import { MemoryAccessStore } from '@lading/storage';
import { argon2id, bcrypt } from 'hash-wasm';
import { StoreClock } from '../../src/clock/store-clock.js';
import { FailureLimits } from '../../src/failure/failure-limits.js';
import { LiveView } from '../../src/live/live-view.js';
import { RulesView } from '../../src/live/rules-view.js';
import { silentAccessLog } from '../../src/log/access-log.js';
import { PasswordHasher } from '../../src/password/password-hasher.js';
import { hashSecret, hintOf, makeSecret, type SecretKind } from '../../src/secret/random-secret.js';
import { LimitedSignIn } from '../../src/sign-in/limited-sign-in.js';
import type { SignInOutcome } from '../../src/sign-in/sign-in.js';

export const rightPassword = 'correct horse battery staple';

/** Hashes that cost little, as real ones would make the tests slow. */
export const quickHash = (password: string): Promise<string> =>
  argon2id({
    password,
    salt: 'salt of 16 bytes',
    iterations: 1,
    parallelism: 1,
    memorySize: 8,
    hashLength: 16,
    outputType: 'encoded',
  });
export const quickBcrypt = (password: string): Promise<string> =>
  bcrypt({ password, salt: Buffer.alloc(16, 7), costFactor: 4 });

type Client = Partial<{ address: string; signal: AbortSignal; replica: LimitedSignIn }>;

/** A store in memory with its live view, and replicas that sign in on it. The test sets the clock. */
export class SignInSetting {
  now = Date.parse('2026-11-01T12:00:00Z');
  readonly store = new MemoryAccessStore({ now: () => this.now });
  readonly hasher = new PasswordHasher();
  /** The stored forms of all passwords that were hashed. */
  readonly verified: string[] = [];
  readonly queries: string[] = [];
  readonly delays: number[] = [];
  /** By when a password has its answer, for replicas that are added later. */
  answerMilliseconds: number | undefined;
  readonly file = new Map<string, string>();
  readonly #lives: LiveView<RulesView>[] = [];
  #first: Promise<LimitedSignIn> | undefined;

  /** Another process on the same store, with the key that all processes share. */
  async addReplica(): Promise<LimitedSignIn> {
    const live = await this.live();
    const store = this.#watchedStore();
    return new LimitedSignIn({
      store,
      limits: new FailureLimits(store.failures, Buffer.alloc(32, 1)),
      live,
      hasher: {
        verify: (password, stored, turn) => {
          this.verified.push(stored);
          return this.hasher.verify(password, stored, turn);
        },
      },
      htpasswd: {
        hashOf: (name) => this.file.get(name),
        decoy: this.file.size === 0 ? undefined : `$2b$04$${'.'.repeat(53)}`,
      },
      now: () => this.now,
      sleep: async (milliseconds) => {
        this.delays.push(milliseconds);
      },
      answerMilliseconds: this.answerMilliseconds,
    });
  }

  async live(): Promise<LiveView<RulesView>> {
    const live = await LiveView.start({
      store: this.store,
      storeClock: new StoreClock(),
      makeView: (state) =>
        new RulesView({
          state,
          files: () => ({ users: new Set(this.file.keys()), groups: new Map(), rules: [] }),
          now: () => this.now,
        }),
      log: silentAccessLog,
      refreshSeconds: 5,
      staleSeconds: 60,
    });
    this.#lives.push(live);
    return live;
  }

  /** Resolves when all replicas know the changes so far. */
  async refresh(): Promise<void> {
    for (const live of this.#lives) await live.refresh();
  }

  async signIn(
    name: string,
    secret: string,
    { address = '192.0.2.1', signal, replica }: Client = {},
  ): Promise<SignInOutcome> {
    this.#first ??= this.addReplica();
    return (replica ?? (await this.#first)).signIn({ name, secret, client: { address }, signal });
  }

  addUser(name: string, passwordHash?: string) {
    return this.store.change(({ users }) => users.insert({ name, isDisabled: false, passwordHash }));
  }

  addRobot(name: string) {
    return this.store.change(({ robots }) => robots.insert({ name, namespace: '**' as never, isDisabled: false }));
  }

  /** @returns the secret and its record */
  async addSecret(kind: SecretKind, name: string, expiresAt?: Date) {
    const secret = makeSecret(kind);
    const owner = { kind: kind === 'robot' ? ('robot' as const) : ('user' as const), name };
    const record = { owner, description: '', secretHash: hashSecret(secret), hint: hintOf(secret), expiresAt };
    return { secret, record: await this.store.change(({ credentials }) => credentials.insert(record)) };
  }

  async end(): Promise<void> {
    for (const live of this.#lives) live.close();
    await (await this.#first)?.close();
    await this.hasher.close();
  }

  /** Notes the name of each query. */
  #watchedStore() {
    const note = <Role extends object>(role: Role): Role =>
      new Proxy(role, {
        get: (target, method) => {
          const value = Reflect.get(target, method);
          if (typeof value !== 'function') return value;
          return (...given: unknown[]) => {
            this.queries.push(String(method));
            return value.apply(target, given);
          };
        },
      });
    return {
      users: note(this.store.users),
      credentials: note(this.store.credentials),
      failures: note(this.store.failures),
    };
  }
}
