import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../harness/accounts.js';
import { bearer, statusOf, tokenFrom } from './sign-in.js';

/** Clients that sign in at one replica and pull from each one, without a pause. */
export class Load {
  readonly #urls: readonly string[];
  readonly #publicUrl: string;
  readonly #account: Account;
  readonly #repository: string;
  readonly #problems: string[] = [];
  #requests = 0;
  #running: Promise<void>[] = [];
  #isOver = false;
  /** A replica that nobody asks, because it was killed. */
  #absent: string | undefined;

  constructor(urls: readonly string[], publicUrl: string, account: Account, repository: string) {
    this.#urls = urls;
    this.#publicUrl = publicUrl;
    this.#account = account;
    this.#repository = repository;
  }

  start(): void {
    this.#running = this.#urls.map((url) => this.#client(url));
  }

  /** Does something during which the requests of one replica do not count. */
  async without(url: string, action: () => Promise<void>): Promise<void> {
    this.#absent = url;
    await action();
    this.#absent = undefined;
  }

  async stop(): Promise<{ readonly problems: readonly string[]; readonly requests: number }> {
    this.#isOver = true;
    await Promise.all(this.#running);
    return { problems: this.#problems, requests: this.#requests };
  }

  async #client(signInAt: string): Promise<void> {
    while (!this.#isOver) {
      const token = await this.#count(signInAt, () =>
        tokenFrom(signInAt, this.#publicUrl, this.#account, `repository:${this.#repository}:pull`),
      );
      if (token === undefined) {
        await sleep(50);
        continue;
      }
      for (const url of this.#urls)
        await this.#count(url, async () => {
          const status = await statusOf(url, this.#repository, bearer(token));
          if (status !== 200) throw new Error(`${url}: ${status}`);
        });
    }
  }

  async #count<Result>(url: string, request: () => Promise<Result>): Promise<Result | undefined> {
    const counts = () => url !== this.#absent;
    const countedBefore = counts();
    try {
      const result = await request();
      this.#requests += 1;
      return result;
    } catch (error) {
      if (countedBefore && counts()) this.#problems.push(String(error));
      return undefined;
    }
  }
}
