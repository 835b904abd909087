import { digestOf } from '@lading/core';
import { type ClientUnderTest, type CreateClient, clientCases, runCase } from '../../src/index.js';

/** Clients that do what many scripts do: they trust the registry in everything, and follow it everywhere. */
const trusting: CreateClient = ({ registry, repository, credentials }) => {
  const authorization =
    credentials === undefined ? undefined : `Basic ${btoa(`${credentials.username}:${credentials.password}`)}`;
  const send = async (path: string, init: RequestInit = {}) => {
    let url = new URL(path, registry);
    for (let hop = 0; hop < 3; hop += 1) {
      const headers = { ...(init.headers as object), ...(authorization === undefined ? {} : { authorization }) };
      const response = await fetch(url, { ...init, headers, redirect: 'manual' });
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null) return response;
      url = new URL(location, url);
    }
    throw new Error('too many redirects');
  };
  const client: ClientUnderTest = {
    statManifest: async (reference) => {
      const { status, headers } = await send(`/v2/${repository}/manifests/${reference}`, { method: 'HEAD' });
      if (status !== 200) return undefined;
      return { digest: headers.get('docker-content-digest') ?? '', size: Number(headers.get('content-length')) };
    },
    readManifest: async (reference) => {
      const response = await send(`/v2/${repository}/manifests/${reference}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      return {
        bytes,
        digest: response.headers.get('docker-content-digest') ?? digestOf(bytes),
        mediaType: response.headers.get('content-type') ?? '',
      };
    },
    pushManifest: async (bytes, mediaType, tag = digestOf(bytes)) => {
      await send(`/v2/${repository}/manifests/${tag}`, {
        method: 'PUT',
        body: bytes,
        headers: { 'content-type': mediaType },
      });
    },
    deleteManifest: async (digest) =>
      (await send(`/v2/${repository}/manifests/${digest}`, { method: 'DELETE' })).status === 202,
    statBlob: async (digest) => {
      const { status, headers } = await send(`/v2/${repository}/blobs/${digest}`, { method: 'HEAD' });
      return status === 200 ? Number(headers.get('content-length')) : undefined;
    },
    readBlob: async (digest) => new Uint8Array(await (await send(`/v2/${repository}/blobs/${digest}`)).arrayBuffer()),
    pushBlob: async (bytes) => {
      const { headers } = await send(`/v2/${repository}/blobs/uploads/`, { method: 'POST' });
      await send(`${headers.get('location')}?digest=${digestOf(bytes)}`, { method: 'PUT', body: bytes });
    },
    mountBlob: async (digest, from) =>
      (await send(`/v2/${repository}/blobs/uploads/?mount=${digest}&from=${from}`, { method: 'POST' })).status === 201,
    listTags: async () => {
      const { tags } = (await (await send(`/v2/${repository}/tags/list`)).json()) as { tags: readonly string[] };
      return tags;
    },
    listReferrers: async (subject) => {
      const index = await (await send(`/v2/${repository}/referrers/${subject}`)).json();
      return (index as { manifests: readonly { digest: string }[] }).manifests.map(({ digest }) => digest);
    },
  };
  return client;
};

/** What a client that trusts is caught at, of each kind at least one. */
const caught = [
  'client/manifest-of-another-digest',
  'client/pinned-digest-ignored',
  'client/media-type-confusion',
  'client/two-kinds-of-manifest',
  'client/endless-manifest',
  'client/head-without-fields',
  'client/manifest-unknown',
  'client/wrong-blob',
  'client/broken-pull',
  'client/malformed-digest',
  'client/redirect-without-credentials',
  'client/redirect-back',
  'client/challenge-of-a-store',
  'client/location-with-query',
  'client/foreign-location',
  'client/no-location',
  'client/broken-push',
  'client/digest-refused',
  'client/other-digest-for-a-manifest',
  'client/basic',
  'client/token-by-get',
  'client/token-by-post',
  'client/scope-grows',
  'client/unsafe-realm',
  'client/read-after-503',
  'client/retry-after-seconds',
  'client/tag-pages-quoted',
  'client/no-tags',
  'client/filter-not-applied',
  'client/no-referrers-api-0',
  'client/push-with-subject',
  'client/list-of-another-kind',
  'client/delete-a-referrer',
  'client/warnings',
];

describe('the cases for clients', () => {
  it('have ids of their own', () => {
    const ids = clientCases.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(caught)('catch a client that trusts registries by %s', async (id) => {
    const found = clientCases.find((oneCase) => oneCase.id === id);
    if (found === undefined) throw new Error(`there is no case ${id}`);
    await expect(
      runCase(found, async () => ({ createClient: trusting, dispose: async () => undefined })),
    ).rejects.toThrow();
  });

  it.each(['client/push-nothing', 'client/mount', 'client/redirect-within', 'client/delete'])(
    'let it pass what it does right: %s',
    async (id) => {
      const found = clientCases.find((oneCase) => oneCase.id === id);
      if (found === undefined) throw new Error(`there is no case ${id}`);
      await runCase(found, async () => ({ createClient: trusting, dispose: async () => undefined }));
    },
  );
});
