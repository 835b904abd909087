import type { Page, SessionRecord, Sessions } from '@lading/core';
import { firstOf } from '../memory-metadata-store/page-of.js';
import type { AccessClock } from './access-clock.js';
import { byKey } from './access-tables.js';
import { copyOf } from './copy-of.js';

const minute = 60;

export class MemorySessions implements Sessions {
  readonly #sessions = new Map<string, SessionRecord>();
  readonly #clock: AccessClock;

  constructor(clock: AccessClock) {
    this.#clock = clock;
  }

  async create({ most, lifeSeconds, ...session }: Parameters<Sessions['create']>[0]): Promise<SessionRecord> {
    this.#keep(most - 1, session);
    const now = new Date(this.#clock.now);
    const times = { createdAt: now, lastUsedAt: now, expiresAt: new Date(this.#clock.after(lifeSeconds)) };
    const created = copyOf({ id: this.#clock.newId(), ...session, ...times });
    this.#sessions.set(created.id, created);
    return created;
  }

  async use(secretHash: string, idleSeconds: number): Promise<SessionRecord | undefined> {
    const found = this.#live().find((session) => session.secretHash === secretHash);
    if (found === undefined || +found.lastUsedAt <= this.#clock.before(idleSeconds)) return undefined;
    if (+found.lastUsedAt > this.#clock.before(minute)) return found;
    const used = { ...found, lastUsedAt: new Date(this.#clock.now) };
    this.#sessions.set(used.id, used);
    return used;
  }

  async find(id: string): Promise<SessionRecord | undefined> {
    return this.#live().find((session) => session.id === id);
  }

  async list({ user, after = '', limit }: Parameters<Sessions['list']>[0]): Promise<Page<SessionRecord>> {
    const following = byKey(this.#live()).filter((one) => one.id > after && (user ?? one.user) === one.user);
    return firstOf(following, limit);
  }

  async delete(id: string): Promise<boolean> {
    return this.#sessions.delete(id);
  }

  async deleteOf(user: string): Promise<number> {
    const own = [...this.#sessions.values()].filter((session) => session.user === user);
    for (const { id } of own) this.#sessions.delete(id);
    return own.length;
  }

  async maintain(): Promise<void> {
    const live = new Set(this.#live());
    for (const session of this.#sessions.values()) if (!live.has(session)) this.#sessions.delete(session.id);
  }

  /** Deletes the sessions of the user and kind beyond the first `most`. */
  #keep(most: number, { user, kind }: Pick<SessionRecord, 'user' | 'kind'>): void {
    const isLive = (one: SessionRecord) => Number(+one.expiresAt > this.#clock.now);
    const own = [...this.#sessions.values()].filter((one) => one.user === user && one.kind === kind);
    own.sort(
      (one, other) =>
        isLive(other) - isLive(one) || +other.lastUsedAt - +one.lastUsedAt || (one.id < other.id ? 1 : -1),
    );
    for (const { id } of own.slice(most)) this.#sessions.delete(id);
  }

  #live(): readonly SessionRecord[] {
    return [...this.#sessions.values()].filter(({ expiresAt }) => +expiresAt > this.#clock.now);
  }
}
