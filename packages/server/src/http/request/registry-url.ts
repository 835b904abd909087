import { parseRepositoryName, RegistryError, type RepositoryName } from '@lading/core';
import { HttpError } from '../error/http-error.js';

/** What a URL under `/v2/` names. */
export type RegistryResource =
  | 'base'
  | 'catalog'
  | 'extensions'
  | 'manifest'
  | 'blob'
  | 'uploads'
  | 'upload'
  | 'tags'
  | 'referrers'
  | 'token'
  | 'token-keys'
  /** Below `/v2/_<extension>/`, where an application may have controllers of its own (EXT-01). */
  | 'extension';

export interface RegistryTarget {
  readonly resource: RegistryResource;
  readonly repository: RepositoryName | undefined;
  /** The path that controllers are routed by: the name is one segment in it, since a name has slashes. */
  readonly path: string;
}

interface Located {
  readonly resource: RegistryResource;
  readonly name: readonly string[];
  readonly rest: string;
}

/**
 * Reads the path of a request; nothing else does. The path is decoded once, and the last segments
 * that name a resource decide, so that a repository may be called `a/blobs/b` (LEG-10).
 * @returns `undefined` if the target is not below `<basePath>/v2`
 * @throws RegistryError `NAME_INVALID`
 * @throws HttpError 404 if the path names no resource
 */
export function parseRegistryUrl(target: string, basePath: string): RegistryTarget | undefined {
  const end = target.indexOf('?');
  const path = end === -1 ? target : target.slice(0, end);
  if (!path.startsWith(basePath)) return undefined;
  const local = withoutFinalSlash(path.slice(basePath.length));
  if (local === '/v2') return { resource: 'base', repository: undefined, path: '/v2' };
  if (!local.startsWith('/v2/')) return undefined;
  const segments = decode(local).slice('/v2/'.length).split('/');
  return tokenTarget(local) ?? extensionTarget(local, segments) ?? repositoryTarget(segments);
}

/**
 * Reads the path `<basePath>/token`, the other path of the token endpoint.
 * @returns `undefined` for any other path
 */
export function parseTokenUrl(target: string, basePath: string): RegistryTarget | undefined {
  const [path = ''] = target.split('?', 1);
  return withoutFinalSlash(path) === `${basePath}/token` ? tokenTarget('/v2/token') : undefined;
}

/** The paths of the token service. Like those of extensions, they are not in a repository. */
function tokenTarget(path: string): RegistryTarget | undefined {
  if (path === '/v2/token') return { resource: 'token', repository: undefined, path };
  if (path === '/v2/token/jwks') return { resource: 'token-keys', repository: undefined, path };
  return undefined;
}

/** Removes one trailing slash, which some clients and proxies add. Two slashes are an empty segment. */
function withoutFinalSlash(path: string): string {
  return path.endsWith('/') && !path.endsWith('//') ? path.slice(0, -1) : path;
}

/**
 * The query of a request target, with its question mark. Some clients append `?digest=` to the `Location` of an upload,
 * which has a query already, so further question marks separate parameters there.
 */
export function queryOf(target: string, resource: RegistryResource): string {
  const start = target.indexOf('?');
  if (start === -1) return '';
  return resource === 'upload' ? `?${target.slice(start + 1).replaceAll('?', '&')}` : target.slice(start);
}

/** The target of a path that begins with `/v2/_`. `/v2/_a/manifests/x` names a repository, whose name is invalid. */
function extensionTarget(path: string, segments: readonly string[]): RegistryTarget | undefined {
  if (path === '/v2/_catalog') return { resource: 'catalog', repository: undefined, path };
  if (path === '/v2/_oci/ext/discover') return { resource: 'extensions', repository: undefined, path };
  const isExtension = path.startsWith('/v2/_') && locate(segments) === undefined;
  return isExtension ? { resource: 'extension', repository: undefined, path } : undefined;
}

/** An encoded slash is refused: a proxy that decodes it would see another name. */
function decode(path: string): string {
  if (!path.includes('%')) return path;
  try {
    if (!/%2f/i.test(path)) return decodeURIComponent(path);
  } catch {
    // Malformed percent-encoding gets the error below.
  }
  throw new RegistryError('NAME_INVALID', 'the path is not percent-encoded UTF-8, or it encodes a slash');
}

function repositoryTarget(segments: readonly string[]): RegistryTarget {
  const located = locate(segments);
  if (located === undefined) throw new HttpError(404, 'UNSUPPORTED', 'no such endpoint');
  const repository = parseRepositoryName(located.name.join('/'));
  return {
    resource: located.resource,
    repository,
    path: `/v2/${repository.replaceAll('/', '%2F')}/${located.rest}`,
  };
}

function locate(segments: readonly string[]): Located | undefined {
  const [beforeKind, kind, last = ''] = segments.slice(-3);
  if (segments.length < 3) return locateShort(segments);
  if (kind === 'uploads' && beforeKind === 'blobs')
    return last === ''
      ? { resource: 'uploads', name: segments.slice(0, -3), rest: 'blobs/uploads' }
      : { resource: 'upload', name: segments.slice(0, -3), rest: `blobs/uploads/${encodeURIComponent(last)}` };
  return locateByPair(segments.slice(0, -2), kind, last);
}

/** A path without a name, such as `manifests/x`, has an empty name, which is invalid. */
function locateShort(segments: readonly string[]): Located | undefined {
  return segments.length === 2 ? locateByPair([''], segments[0], segments[1] ?? '') : undefined;
}

function locateByPair(name: readonly string[], kind: string | undefined, last: string): Located | undefined {
  if (kind === 'blobs' && last === 'uploads') return { resource: 'uploads', name, rest: 'blobs/uploads' };
  if (kind === 'tags' && last === 'list') return { resource: 'tags', name, rest: 'tags/list' };
  if (last === '') return undefined;
  if (kind === 'manifests') return { resource: 'manifest', name, rest: `manifests/${encodeURIComponent(last)}` };
  if (kind === 'blobs') return { resource: 'blob', name, rest: `blobs/${encodeURIComponent(last)}` };
  if (kind === 'referrers') return { resource: 'referrers', name, rest: `referrers/${encodeURIComponent(last)}` };
  return undefined;
}
