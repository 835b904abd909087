import type { AuditEntry, AuditEvent, AuditLog, AuditRequest, Changes, Page, Position } from '@lading/core';
import { firstOf } from '../memory-metadata-store/page-of.js';
import type { AccessClock } from './access-clock.js';
import { copyOf } from './copy-of.js';
import { eventOfChange } from './event-of-change.js';
import { Turns } from './turns.js';

/** Characters of a text that are kept. */
const textLength = 512;
const agentLength = 256;

export class MemoryAudit implements AuditLog {
  /** The oldest first. */
  readonly #entries: AuditEntry[] = [];
  readonly #clock: AccessClock;
  readonly #changes: Changes | undefined;
  readonly #turns = new Turns();
  #copied: Position | undefined;

  /** @param changes the log from which it copies */
  constructor(clock: AccessClock, changes: Changes | undefined) {
    this.#clock = clock;
    this.#changes = changes;
  }

  async append(events: readonly AuditEvent[]): Promise<void> {
    this.add(events);
  }

  /** Adds events at once. */
  add(events: readonly AuditEvent[]): void {
    for (const event of events) this.#add(event, this.#clock.now);
  }

  async read({ after, limit, filter = {}, signal }: AuditRequest): Promise<Page<AuditEntry>> {
    signal?.throwIfAborted();
    const following = this.#entries
      .filter((entry) => (after === undefined || entry.id < after) && isWanted(entry, filter))
      .sort((one, other) => (one.id < other.id ? 1 : -1));
    return firstOf(following, limit);
  }

  copyChanges(limit: number): Promise<number> {
    return this.#turns.take(async () => {
      const after = this.#copied === undefined ? {} : { after: this.#copied };
      const { items = [] } = (await this.#changes?.read({ ...after, limit })) ?? {};
      for (const change of items) this.#add(eventOfChange(change), +change.at);
      this.#copied = items.at(-1)?.position ?? this.#copied;
      return items.length;
    });
  }

  async maintain(keepSeconds: number): Promise<void> {
    const start = this.#clock.before(keepSeconds);
    const kept = this.#entries.filter(({ at }) => +at > start);
    this.#entries.splice(0, this.#entries.length, ...kept);
  }

  #add(event: AuditEvent, at: number): void {
    this.#entries.push({ ...shortened(copyOf(event)), id: this.#clock.newId(at), at: new Date(at) });
  }
}

function shortened(event: AuditEvent): AuditEvent {
  const { actor, userAgent } = event;
  const texts = Object.entries(event).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.slice(0, textLength) : value,
  ]);
  return {
    ...(Object.fromEntries(texts) as AuditEvent),
    actor: { ...actor, ...(actor.name !== undefined && { name: actor.name.slice(0, textLength) }) },
    ...(userAgent !== undefined && { userAgent: userAgent.slice(0, agentLength) }),
  };
}

function isWanted(entry: AuditEntry, filter: NonNullable<AuditRequest['filter']>): boolean {
  const { action, actor, repository, outcome, from, to } = filter;
  return (
    (action ?? entry.action) === entry.action &&
    (actor === undefined || entry.actor.name === actor) &&
    (repository ?? entry.repository) === entry.repository &&
    (outcome ?? entry.outcome) === entry.outcome &&
    (from === undefined || entry.at >= from) &&
    (to === undefined || entry.at < to)
  );
}
