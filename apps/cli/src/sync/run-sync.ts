import { isResponseError, type RepositoryClient } from '@lading/client';
import type { Tag } from '@lading/core';
import { type Copied, copyBetween, type TransferOptions } from '../copy/copy-between.js';
import { UsageError } from '../failure/command-error.js';
import type { Location, RepositoryReference } from '../location/location.js';
import type { RunCommand } from '../session/define-command.js';
import type { Session } from '../session/session.js';
import { type Failure, failureOfSync } from './failure-of-sync.js';
import { type Route, routes } from './routes.js';

type Options = Pick<TransferOptions, 'jobs' | 'verify'>;

export const runSync: RunCommand<readonly [string, string], Options> = async (session, [from, to], options) => {
  const sync = new Sync(session, options);
  for await (const route of routes(session, from, to)) await sync.repository(route);
  await sync.show();
};

/** Copies one repository after another. It reports failures and continues: old registries have content that cannot be copied. */
class Sync {
  readonly #counts = { repositories: 0, tags: 0, blobs: { copied: 0, mounted: 0, present: 0 } };
  readonly #failures: Failure[] = [];

  constructor(
    private readonly session: Session,
    private readonly options: Options,
  ) {}

  async repository({ from, to, isListed }: Route): Promise<void> {
    const { session } = this;
    const names = [from, to].map(({ registry, repository }) => `${registry}/${repository}`);
    session.notices.say(names.join(' → '));
    await this.#attempt(String(names[0]), async () => {
      const repository = await session.registries.repository(from, 'from');
      for await (const tag of this.#tags(repository, isListed))
        await this.#attempt(`${names[0]}:${tag}`, () => this.#tag({ ...from, tag }, { ...to, tag }));
      this.#counts.repositories += 1;
    });
  }

  /** Includes the tags of tools, which may hold old signatures. Some registries list repositories without tags, and answer 404. */
  async *#tags(repository: RepositoryClient, isListed: boolean): AsyncGenerator<Tag> {
    try {
      yield* repository.tags.list({ signal: this.session.signal });
    } catch (error) {
      if (!(isListed && isResponseError(error) && error.status === 404)) throw error;
      this.session.notices.say('it has no tags');
    }
  }

  async #tag(from: Tagged, to: Tagged): Promise<void> {
    const options = { ...this.options, referrers: true };
    this.#count(await copyBetween(this.session, locationOf(from), locationOf(to), options));
  }

  #count({ blobs }: Copied): void {
    this.#counts.tags += 1;
    for (const state of ['copied', 'mounted', 'present'] as const) this.#counts.blobs[state] += blobs[state];
  }

  async #attempt(reference: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (this.session.signal.aborted || error instanceof UsageError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      this.#failures.push({ reference, reason, error });
      this.session.notices.warn(`${reference}: ${reason}`);
    }
  }

  /** @throws CommandError if something failed */
  async show(): Promise<void> {
    const { repositories, tags, blobs } = this.#counts;
    const failed = this.#failures.map(({ reference, reason }) => ({ reference, reason }));
    this.session.progress.end();
    await this.session.output.show({ ...this.#counts, failed }, [
      `${repositories} repositories, ${tags} tags, ${blobs.copied} blobs copied, ${blobs.mounted} mounted`,
    ]);
    if (failed.length > 0) throw failureOfSync(this.#failures);
  }
}

type Tagged = RepositoryReference & { readonly tag: Tag };

function locationOf(reference: Tagged): Location {
  return { kind: 'registry', reference };
}
