import type { AccessStore } from '@lading/core';
import { RecentMap } from '../recent/recent-map.js';

const everyMilliseconds = 60_000;
const batchMilliseconds = 1000;
const mostEntries = 10_000;

/** Records the use of credentials, each at most once a minute. It writes the uses of one second together. */
export class CredentialUses {
  readonly #recorded = new RecentMap<string, number>(mostEntries);
  readonly #batch = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly credentials: Pick<AccessStore['credentials'], 'use'>,
    private readonly now: () => number,
  ) {}

  add(id: string): void {
    const recordedAt = this.#recorded.get(id);
    if (recordedAt !== undefined && this.now() - recordedAt < everyMilliseconds) return;
    this.#recorded.set(id, this.now());
    this.#batch.add(id);
    this.#timer ??= setTimeout(() => void this.flush(), batchMilliseconds).unref();
  }

  /** Records the remaining uses. It never rejects: a sign-in does not fail because its use cannot be recorded. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const ids = [...this.#batch];
    this.#batch.clear();
    if (ids.length === 0) return;
    try {
      await this.credentials.use(ids);
    } catch {
      for (const id of ids) this.#recorded.delete(id);
    }
  }
}
