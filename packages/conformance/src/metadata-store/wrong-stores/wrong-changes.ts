import type { Change, Changes, MetadataStore } from '@lading/core';
import { by, repository } from '../content.js';
import { type Replacements, wrongStore } from './wrong-metadata-store.js';
import { everything } from './wrong-pages.js';

/** A log that replaces or leaves out changes. */
function eachChange(show: (change: Change) => Change | undefined): (store: MetadataStore) => Replacements {
  return (store) => ({
    changes: {
      read: async (request) => {
        const { items, hasMore } = await store.changes.read(request);
        return { items: items.map(show).filter((change) => change !== undefined), hasMore };
      },
    },
  });
}

function without(...kinds: readonly Change['kind'][]): (store: MetadataStore) => Replacements {
  return eachChange((change) => (kinds.includes(change.kind) ? undefined : change));
}

/** A log that repeats its last change once for each call of `repeat`. */
function repeatingLog(store: MetadataStore): { readonly repeat: () => void; readonly changes: Pick<Changes, 'read'> } {
  let repeats = 0;
  return {
    repeat: () => {
      repeats += 1;
    },
    changes: {
      read: async (request) => {
        const { items, hasMore } = await store.changes.read(request);
        const last = items.findLast((change) => change.repository === repository);
        return { items: hasMore || !last ? items : [...items, ...Array<Change>(repeats).fill(last)], hasMore };
      },
    },
  };
}

export const wrongChanges = [
  wrongStore('logs no tags', ['change/push', 'change/condition', 'race/change-reader'], without('tag.set')),
  wrongStore('logs no deleted tags', ['change/delete-tag', 'change/delete-manifest'], without('tag.deleted')),
  wrongStore('logs no blobs that leave a repository', ['change/blob'], without('blob.deleted')),
  wrongStore('logs no end of a repository', ['change/repository'], without('repository.deleted')),
  wrongStore(
    'does not log where a tag pointed before',
    ['change/push', 'change/condition', 'race/change-order'],
    eachChange((change) => {
      if (change.kind !== 'tag.set') return change;
      const { from, ...others } = change;
      return others;
    }),
  ),
  wrongStore(
    'logs one author for all changes',
    ['change/author'],
    eachChange((change) => ({ ...change, ...by })),
  ),
  wrongStore(
    'keeps names of authors in ASCII',
    ['change/any-author'],
    eachChange(({ actor, ...change }) => ({
      ...change,
      actor: { ...actor, ...(actor.name !== undefined && { name: actor.name.replaceAll(/[^ -~]/g, '?') }) },
    })),
  ),
  wrongStore('refuses half of a surrogate pair in a type', ['change/any-type'], (store) => ({
    manifests: {
      put: async (put) => {
        if (/^\p{Cs}|\p{Cs}$/u.test(put.manifest.artifactType ?? ''))
          throw new Error('invalid input syntax for type json');
        await store.manifests.put(put);
      },
    },
  })),
  wrongStore(
    'does not log the type of a manifest',
    ['change/details'],
    eachChange((change) => {
      if (change.kind !== 'manifest.pushed' && change.kind !== 'manifest.deleted') return change;
      const { artifactType, ...others } = change;
      return others;
    }),
  ),
  wrongStore('logs what it refuses', ['change/refused'], (store) => {
    const { changes, repeat } = repeatingLog(store);
    const failed = (error: unknown) => {
      repeat();
      throw error;
    };
    return { changes, manifests: { put: (put) => store.manifests.put(put).catch(failed) } };
  }),
  wrongStore('logs a push that changes nothing', ['change/none'], (store) => {
    const { changes, repeat } = repeatingLog(store);
    return {
      changes,
      manifests: {
        put: async (put) => {
          const { digest } = put.manifest;
          if (await store.manifests.find(put.repository, { kind: 'digest', digest })) repeat();
          await store.manifests.put(put);
        },
      },
    };
  }),
  wrongStore('repeats the last change of a page', ['change/pages', 'race/change-reader'], (store) => ({
    changes: {
      read: async ({ after, ...request }) => {
        const { items } = await store.changes.read({ ...request, limit: everything });
        const rest = items.slice(
          Math.max(
            0,
            items.findIndex(({ position }) => position === after),
          ),
        );
        return { items: rest.slice(0, request.limit), hasMore: rest.length > request.limit };
      },
    },
  })),
  wrongStore('reads the changes of all repositories', ['change/of-repository'], (store) => ({
    changes: { read: ({ repository, ...request }) => store.changes.read(request) },
  })),
  wrongStore('starts at the beginning for an unknown position', ['change/position'], (store) => ({
    changes: {
      read: ({ after, ...request }) =>
        store.changes.read({ ...request, ...(after && { after }) }).catch(() => store.changes.read(request)),
    },
  })),
  wrongStore('keeps the log for ever', ['change/maintain'], () => ({ changes: { maintain: async () => undefined } })),
];
