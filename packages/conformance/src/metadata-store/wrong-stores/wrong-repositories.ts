import { randomUUID } from 'node:crypto';
import type { BlobLocation, Digest, PageRequest, RegistryId, RepositoryName } from '@lading/core';
import { by } from '../content.js';
import { wrongStore } from './wrong-metadata-store.js';
import { everything, pagedByNumber, sortedAsWords } from './wrong-pages.js';

function withoutSignal<Request extends PageRequest>({ signal, ...request }: Request): Omit<Request, 'signal'> {
  return request;
}

export const wrongRepositories = [
  wrongStore('ignores the signal of the readiness probe', ['check'], (store) => ({ check: () => store.check() })),
  wrongStore('ignores the signal of a list', ['list/signal', 'change/signal'], (store) => ({
    repositories: { list: (page) => store.repositories.list(withoutSignal(page)) },
    tags: { list: (repository, page) => store.tags.list(repository, withoutSignal(page)) },
    blobs: { listRepositories: (digest, page) => store.blobs.listRepositories(digest, withoutSignal(page)) },
    referrers: { list: (repository, subject, page) => store.referrers.list(repository, subject, withoutSignal(page)) },
    changes: { read: (request) => store.changes.read(withoutSignal(request)) },
  })),
  wrongStore(
    'has every repository that is asked for',
    ['repository/unknown', 'repository/upload', 'repository/refused-manifest', 'mount/unknown', 'damage/unanswered'],
    () => ({ repositories: { has: async () => true } }),
  ),
  wrongStore('has only repositories with a tag', ['repository/blob', 'repository/manifest'], (store) => ({
    repositories: { has: async (name) => (await store.tags.list(name, { limit: 1 })).items.length > 0 },
  })),
  wrongStore('lists a repository after its end', ['repository/blob', 'repository/emptied'], (store) => {
    const known = new Set<RepositoryName>();
    return {
      repositories: { list: async ({ limit }) => ({ items: [...known].sort().slice(0, limit), hasMore: false }) },
      uploads: {
        finish: async (finish) => {
          await store.uploads.finish(finish);
          known.add(finish.repository);
        },
      },
    };
  }),
  wrongStore('sorts repositories as people do', ['repository/order'], (store) => ({
    repositories: { list: sortedAsWords((page) => store.repositories.list(page)) },
  })),
  wrongStore('finds the next repositories by their number', ['repository/paging'], (store) => {
    const paged = pagedByNumber<RepositoryName>(String);
    return { repositories: { list: (page) => paged((all) => store.repositories.list(all), page) } };
  }),
  wrongStore('cuts the name of a repository after 254 characters', ['repository/long-name'], (store) => ({
    repositories: {
      has: async (name) => {
        const { items } = await store.repositories.list({ limit: everything });
        return items.some((item) => item.slice(0, 254) === name.slice(0, 254));
      },
    },
  })),
  wrongStore('deletes what arrives in an emptied repository', ['race/emptied-repository'], (store) => {
    const seen = new Map<Digest, RepositoryName>();
    return {
      uploads: {
        finish: async (finish) => {
          seen.set(finish.blob.digest, finish.repository);
          await store.uploads.finish(finish);
        },
      },
      collection: {
        deleteEmptyRepositories: async () => {
          for (const name of new Set(seen.values())) {
            if (await store.repositories.has(name)) continue;
            await new Promise((resolve) => setImmediate(resolve));
            for (const digest of seen.keys()) await store.blobs.delete({ repository: name, digest, by });
          }
        },
      },
    };
  }),
];

export const wrongRegistryRecords = [
  wrongStore('creates an id for each caller', ['identity/id', 'identity/given', 'identity/race'], () => ({
    registry: { createId: async () => randomUUID() as string as RegistryId },
  })),
  wrongStore('takes the id of the last caller', ['identity/given'], (store) => {
    let id: RegistryId | undefined;
    return {
      registry: {
        findId: async () => id ?? store.registry.findId(),
        createId: async (given) => {
          id = given ?? (await store.registry.createId());
          return id;
        },
      },
    };
  }),
  wrongStore('samples locations of damaged blobs', ['identity/sample'], (store) => {
    const locations: BlobLocation[] = [];
    return {
      uploads: {
        finish: async (finish) => {
          await store.uploads.finish(finish);
          locations.push(finish.blob.location);
        },
      },
      registry: { sampleLocations: async (limit) => locations.slice(0, limit) },
    };
  }),
];

export const wrongTasks = [
  wrongStore('gives a turn to everybody', ['turn/one', 'turn/race'], () => ({
    tasks: { claimTurn: async () => true },
  })),
  wrongStore('gives each turn once and never again', ['turn/one'], (store) => ({
    tasks: { claimTurn: (task) => store.tasks.claimTurn(task, 1_000_000) },
  })),
  wrongStore('takes all tasks for one', ['turn/task'], (store) => ({
    tasks: { claimTurn: (_, everySeconds) => store.tasks.claimTurn('task', everySeconds) },
  })),
];
