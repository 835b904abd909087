import { isResponseError, type RepositoryClient } from '@lading/client';
import { parseRepositoryName, type Tag } from '@lading/core';
import { type Copied, copyBetween, type TransferOptions } from '../copy/copy-between.js';
import { CommandError, UsageError } from '../failure/command-error.js';
import { hostOf, isHost } from '../location/is-host.js';
import { type Location, parseRepository } from '../location/location.js';
import type { RunCommand } from '../session/define-command.js';
import type { Session } from '../session/session.js';

type Options = Pick<TransferOptions, 'jobs' | 'verify'>;

type Repository = ReturnType<typeof parseRepository>;
/** A repository, and where it goes. */
type Route = readonly [from: Repository, to: Repository];

export const runSync: RunCommand<readonly [string, string], Options> = async (session, [from, to], options) => {
  const synced = new Sync(session, options);
  for await (const route of routes(session, from, to)) await synced.repository(route, isHost(from));
  await synced.show();
};

async function* routes(session: Session, from: string, to: string): AsyncGenerator<Route> {
  if (!isHost(from)) {
    if (isHost(to)) throw new UsageError(`${to} has no repository`, 'write the target as HOST/REPOSITORY');
    return yield [parseRepository(from), parseRepository(to)];
  }
  const source = await session.registries.open(hostOf(from), 'from');
  const target = isHost(to) ? undefined : parseRepository(to);
  for await (const name of source.repositories({ signal: session.signal })) {
    const below = target === undefined ? name : parseRepositoryName(`${target.repository}/${name}`);
    yield [
      { registry: hostOf(from), repository: name },
      { registry: target?.registry ?? hostOf(to), repository: below },
    ];
  }
}

/** What fails is told and holds up nothing else: a registry of years has content that nobody can copy. */
class Sync {
  readonly #counts = { repositories: 0, tags: 0, blobs: { copied: 0, mounted: 0, present: 0 } };
  readonly #failed: { reference: string; reason: string }[] = [];

  constructor(
    private readonly session: Session,
    private readonly options: Options,
  ) {}

  /** @param isListed whether the registry's own list named it */
  async repository([from, to]: Route, isListed: boolean): Promise<void> {
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

  /** With the tags that tools keep: old signatures are nowhere else. Some registries list what has no tag, and then deny it. */
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
      this.#failed.push({ reference, reason });
      this.session.notices.warn(`${reference}: ${reason}`);
    }
  }

  /** @throws CommandError if something failed */
  async show(): Promise<void> {
    const { repositories, tags, blobs } = this.#counts;
    this.session.progress.end();
    await this.session.output.show({ ...this.#counts, failed: this.#failed }, [
      `${repositories} repositories, ${tags} tags, ${blobs.copied} blobs copied, ${blobs.mounted} mounted`,
    ]);
    if (this.#failed.length > 0)
      throw new CommandError(`${this.#failed.length} could not be copied`, {
        nextStep: 'run it again: what is there already is not sent again',
      });
  }
}

type Tagged = Repository & { readonly tag: Tag };

function locationOf(reference: Tagged): Location {
  return { kind: 'registry', reference };
}
