import { blob, type Contents, digestOf, manifestHeaders, manifestOf } from './contents.js';
import type { Need } from './expected-answer.js';
import type { Right } from './rules.js';

/** A route below `/v2/`, with one request for it. */
export interface RegistryRoute {
  readonly need: Need;
  /** Makes the path. `id` is the digest, tag or upload that the request is about. */
  readonly path: (repository: string, id: string) => string;
  /** The `id` for requests that need no content of their own. */
  readonly known?: string;
  /** Makes the content that a served request changes or deletes, and returns its `id`. */
  readonly make?: (contents: Contents, repository: string) => Promise<string>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The statuses of a served request, if the repository exists and if it is absent. */
  readonly there: number;
  readonly absent: number;
}

const digest = digestOf(blob);
const needs = (...rights: Right[]): Need => ({ of: 'repository', rights });
/** The id of an upload that does not exist. */
const noUpload = '00000000-0000-7000-8000-000000000000';

const ofBlob = { path: (name: string, id: string) => `/v2/${name}/blobs/${id}`, known: digest };
const ofManifest = { path: (name: string, id: string) => `/v2/${name}/manifests/${id}`, known: 'v1' };
const ofUpload = {
  path: (name: string, id: string) => `/v2/${name}/blobs/uploads/${id}`,
  known: noUpload,
  make: (contents: Contents, name: string) => contents.newUpload(name),
};
const ofWhole = (path: string, need: Need): RegistryRoute => ({ need, path: () => path, there: 200, absent: 200 });

/** All routes below `/v2/`, as the router names them. */
export const registryRoutes: Readonly<Record<string, RegistryRoute>> = withHeads({
  'GET /v2': ofWhole('/v2/', { of: 'login' }),
  'GET /v2/_catalog': ofWhole('/v2/_catalog?n=1000', { of: 'catalog' }),
  'GET /v2/_oci/ext/discover': ofWhole('/v2/_oci/ext/discover', { of: 'login' }),
  'GET /v2/token/jwks': ofWhole('/v2/token/jwks', { of: 'nothing' }),

  'GET /v2/:name/blobs/:digest': { ...ofBlob, need: needs('pull'), there: 200, absent: 404 },
  'DELETE /v2/:name/blobs/:digest': {
    ...ofBlob,
    need: needs('delete'),
    make: (contents, name) => contents.newBlob(name),
    there: 202,
    absent: 404,
  },

  'GET /v2/:name/manifests/:reference': { ...ofManifest, need: needs('pull'), there: 200, absent: 404 },
  'PUT /v2/:name/manifests/:reference': {
    ...ofManifest,
    need: needs('pull', 'push'),
    known: 'v2',
    headers: manifestHeaders,
    body: manifestOf('of a push'),
    there: 201,
    absent: 201,
  },
  'DELETE /v2/:name/manifests/:reference': {
    ...ofManifest,
    need: needs('delete'),
    make: (contents, name) => contents.newManifest(name),
    there: 202,
    absent: 404,
  },

  'POST /v2/:name/blobs/uploads': {
    need: needs('pull', 'push'),
    path: (name) => `/v2/${name}/blobs/uploads/`,
    there: 202,
    absent: 202,
  },
  'GET /v2/:name/blobs/uploads/:id': { ...ofUpload, need: needs('pull', 'push'), there: 204, absent: 404 },
  'PATCH /v2/:name/blobs/uploads/:id': {
    ...ofUpload,
    need: needs('pull', 'push'),
    headers: { 'content-type': 'application/octet-stream' },
    body: 'a chunk',
    there: 202,
    absent: 404,
  },
  'PUT /v2/:name/blobs/uploads/:id': {
    ...ofUpload,
    path: (name, id) => `/v2/${name}/blobs/uploads/${id}?digest=${digestOf('all')}`,
    need: needs('pull', 'push'),
    body: 'all',
    there: 201,
    absent: 404,
  },
  'DELETE /v2/:name/blobs/uploads/:id': { ...ofUpload, need: needs('push'), there: 204, absent: 404 },

  'GET /v2/:name/tags/list': {
    need: needs('pull'),
    path: (name) => `/v2/${name}/tags/list`,
    there: 200,
    absent: 404,
  },
  'GET /v2/:name/referrers/:digest': {
    need: needs('pull'),
    path: (name, id) => `/v2/${name}/referrers/${id}`,
    known: digest,
    there: 200,
    absent: 200,
  },
});

/** Adds HEAD for each GET. It needs the same rights. */
function withHeads(routes: Readonly<Record<string, RegistryRoute>>): Readonly<Record<string, RegistryRoute>> {
  const heads = Object.entries(routes)
    .filter(([name]) => name.startsWith('GET '))
    .map(([name, route]) => [name.replace('GET', 'HEAD'), route]);
  return { ...routes, ...Object.fromEntries(heads) };
}
