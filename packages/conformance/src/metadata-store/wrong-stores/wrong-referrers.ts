import { type Annotations, type Digest, type Page, type ReferrerEntry, type Referrers } from '@lading/core';
import { wrongStore } from './wrong-metadata-store.js';
import { everything, pagedByNumber } from './wrong-pages.js';

const unlimited = { limit: everything, maximumBytes: Number.MAX_SAFE_INTEGER };

/** A list whose entries are changed one by one. */
function eachEntry(list: Referrers['list'], change: (json: string) => string): Referrers['list'] {
  return async (...parameters) => {
    const { items, hasMore } = await list(...parameters);
    return { items: items.map(({ digest, json }) => ({ digest, json: change(json) })), hasMore };
  };
}

/** As many entries as `isFull` lets in. */
function pageWithin(entries: readonly ReferrerEntry[], isFull: (page: readonly ReferrerEntry[]) => boolean) {
  let count = entries.length;
  while (count > 1 && isFull(entries.slice(0, count))) count--;
  return { items: entries.slice(0, count), hasMore: count < entries.length };
}

function withThousandAnnotations(json: string): string {
  const { annotations, ...descriptor } = JSON.parse(json) as { annotations?: Annotations };
  const kept = annotations && Object.fromEntries(Object.entries(annotations).slice(0, 1000));
  return JSON.stringify({ ...descriptor, annotations: kept });
}

export const wrongReferrers = [
  wrongStore('lists the referrers of every repository', ['referrer/list'], (store) => ({
    referrers: {
      list: async (_, subject, request): Promise<Page<ReferrerEntry>> => {
        const { items: names } = await store.repositories.list({ limit: everything });
        const pages = await Promise.all(names.map((name) => store.referrers.list(name, subject, request)));
        return { items: pages.flatMap(({ items }) => items), hasMore: false };
      },
    },
  })),
  wrongStore('lists referrers of another subject instead of none', ['referrer/none'], (store) => {
    let last: Digest | undefined;
    return {
      manifests: {
        put: (put) => {
          last = put.manifest.subject?.digest ?? last;
          return store.manifests.put(put);
        },
      },
      referrers: {
        list: async (repository, subject, request) => {
          const page = await store.referrers.list(repository, subject, request);
          return page.items.length > 0 || last === undefined ? page : store.referrers.list(repository, last, request);
        },
      },
    };
  }),
  wrongStore('ignores the types that were asked for', ['referrer/filter'], (store) => ({
    referrers: {
      list: (repository, subject, { artifactTypes, ...request }) => store.referrers.list(repository, subject, request),
    },
  })),
  wrongStore('repeats the last entry on the next page', ['referrer/paging', 'referrer/bytes'], (store) => ({
    referrers: {
      list: async (repository, subject, { after, ...request }) => {
        const { items } = await store.referrers.list(repository, subject, { ...request, ...unlimited });
        const rest = items.filter(({ digest }) => after === undefined || digest >= after);
        return { items: rest.slice(0, request.limit), hasMore: rest.length > request.limit };
      },
    },
  })),
  wrongStore('forgets the limit of bytes', ['referrer/bytes', 'referrer/exact-bytes'], (store) => ({
    referrers: {
      list: (repository, subject, request) =>
        store.referrers.list(repository, subject, { ...request, maximumBytes: Number.MAX_SAFE_INTEGER }),
    },
  })),
  wrongStore('counts characters as bytes', ['referrer/exact-bytes'], (store) => ({
    referrers: {
      list: async (repository, subject, { maximumBytes, ...request }) => {
        const { items } = await store.referrers.list(repository, subject, { ...request, ...unlimited });
        return pageWithin(items, (page) => page.reduce((sum, { json }) => sum + json.length, 0) > maximumBytes);
      },
    },
  })),
  wrongStore('makes the text of annotations again', ['referrer/given-text'], (store) => ({
    referrers: {
      list: eachEntry(store.referrers.list.bind(store.referrers), (json) => JSON.stringify(JSON.parse(json))),
    },
  })),
  wrongStore('keeps a thousand annotations', ['referrer/many-annotations'], (store) => ({
    referrers: { list: eachEntry(store.referrers.list.bind(store.referrers), withThousandAnnotations) },
  })),
  wrongStore('drops U+0000 from annotations', ['referrer/text', 'referrer/given-text'], (store) => ({
    referrers: {
      list: eachEntry(store.referrers.list.bind(store.referrers), (json) => json.replaceAll('\\u0000', '')),
    },
  })),
  wrongStore('finds the next referrers by their number', ['referrer/paging-while-changing'], (store) => {
    const paged = pagedByNumber<ReferrerEntry>(({ digest }) => digest);
    return {
      referrers: {
        list: (repository, subject, { maximumBytes, ...page }) =>
          paged((all) => store.referrers.list(repository, subject, { ...all, maximumBytes }), page),
      },
    };
  }),
  wrongStore('lists deleted manifests', ['referrer/change'], (store) => {
    const seen = new Map<Digest, ReferrerEntry>();
    return {
      referrers: {
        list: async (repository, subject, request) => {
          const { items, hasMore } = await store.referrers.list(repository, subject, request);
          for (const entry of items) seen.set(entry.digest, entry);
          return { items: [...seen.values()], hasMore };
        },
      },
    };
  }),
];
