import { isRegistryError } from '@lading/core';
import { errorStatusOf } from '../src/http/error/error-status.js';
import { parseRegistryUrl } from '../src/http/request/registry-url.js';

const digest = `sha256:${'a'.repeat(64)}`;

function codeOf(target: string, basePath = ''): string {
  try {
    return `none: ${JSON.stringify(parseRegistryUrl(target, basePath))}`;
  } catch (error) {
    if (isRegistryError(error)) return `${errorStatusOf(error).status} ${error.code}`;
    throw error;
  }
}

describe('parseRegistryUrl', () => {
  it.each([
    ['/v2', 'base', undefined, '/v2'],
    ['/v2/', 'base', undefined, '/v2'],
    ['/v2/?ns=docker.io', 'base', undefined, '/v2'],
    ['/v2/_catalog?n=1', 'catalog', undefined, '/v2/_catalog'],
    ['/v2/a/tags/list', 'tags', 'a', '/v2/a/tags/list'],
    ['/v2/a/b/c/tags/list?n=1', 'tags', 'a/b/c', '/v2/a%2Fb%2Fc/tags/list'],
    ['/v2/a/b/manifests/latest', 'manifest', 'a/b', '/v2/a%2Fb/manifests/latest'],
    [`/v2/a/manifests/${digest.replace(':', '%3A')}`, 'manifest', 'a', `/v2/a/manifests/${digest.replace(':', '%3A')}`],
    [`/v2/a/blobs/${digest}`, 'blob', 'a', `/v2/a/blobs/${digest.replace(':', '%3A')}`],
    ['/v2/a/blobs/uploads', 'uploads', 'a', '/v2/a/blobs/uploads'],
    ['/v2/a/blobs/uploads/', 'uploads', 'a', '/v2/a/blobs/uploads'],
    ['/v2/a/blobs/uploads/some-id', 'upload', 'a', '/v2/a/blobs/uploads/some-id'],
    [`/v2/a/referrers/${digest}`, 'referrers', 'a', `/v2/a/referrers/${digest.replace(':', '%3A')}`],
    ['/v2/a/manifests/%2e%2e%00', 'manifest', 'a', '/v2/a/manifests/..%00'],
  ])('reads %s as %s [LEG-11]', (target, resource, repository, path) => {
    expect(parseRegistryUrl(target, '')).toEqual({ resource, repository, path });
  });

  it.each([
    ['/v2/a/blobs/b/manifests/x', 'manifest', 'a/blobs/b'],
    ['/v2/x/manifests/y/tags/list', 'tags', 'x/manifests/y'],
    ['/v2/a/tags/list/manifests/x', 'manifest', 'a/tags/list'],
    ['/v2/a/blobs/uploads/blobs/x', 'blob', 'a/blobs/uploads'],
    ['/v2/a/blobs/uploads/blobs/uploads/', 'uploads', 'a/blobs/uploads'],
    ['/v2/a/blobs/uploads/blobs/uploads/x', 'upload', 'a/blobs/uploads'],
    ['/v2/a/referrers/b/referrers/x', 'referrers', 'a/referrers/b'],
    ['/v2/tags/list/tags/list', 'tags', 'tags/list'],
    ['/v2/manifests/manifests/manifests', 'manifest', 'manifests'],
  ])('lets the last segments of %s decide [LEG-10]', (target, resource, repository) => {
    expect(parseRegistryUrl(target, '')).toMatchObject({ resource, repository });
  });

  it.each([
    '/v2/UPPER/tags/list',
    '/v2/a//b/tags/list',
    '/v2//tags/list',
    '/v2/tags/list',
    '/v2/-a/tags/list',
    '/v2/a/../b/tags/list',
    '/v2/a/%2e%2e/b/tags/list',
    '/v2/%2Fetc%2Fpasswd/tags/list',
    '/v2/a%2fb/tags/list',
    '/v2/..%5c../tags/list',
    '/v2/a%00/tags/list',
    '/v2/a%0a/tags/list',
    '/v2/a%ff/tags/list',
    '/v2/a%/tags/list',
    '/v2/a\\b/tags/list',
    '/v2/%D0%B0dmin/tags/list',
    `/v2/${'a'.repeat(256)}/tags/list`,
    '/v2/a/manifests/%252F%zz',
    '/v2/_a/manifests/v1',
    '/v2/_catalog/tags/list',
    '/v2/_a/blobs/uploads/',
  ])('refuses the name in %s [REF-01]', (target) => {
    expect(codeOf(target)).toBe('400 NAME_INVALID');
  });

  it.each([
    '/v2/a',
    '/v2/a/b',
    '/v2/a/',
    '/v2/a/tags/list//',
    '/v2/a/manifests/',
    '/v2/a/manifests//',
    '/v2/a/manifests/x//',
    '/v2/a/blobs/',
    '/v2/a/blobs/uploads//',
    '/v2/a/tags',
    '/v2/#',
    '/v2//',
  ])('finds nothing at %s', (target) => {
    expect(codeOf(target)).toBe('404 UNSUPPORTED');
  });

  it.each([
    '/v2/_catalog',
    '/v2/_oci/ext/discover',
    '/v2/_acme/notes',
    '/v2/a/tags/list',
    '/v2/a/b/manifests/x',
    '/v2/a/blobs/sha256:x',
    '/v2/a/referrers/sha256:x',
    '/v2/a/blobs/uploads/x',
    '/v2/a/tags/list/manifests/x',
  ])('reads %s with a trailing slash in the same way', (target) => {
    expect(parseRegistryUrl(`${target}/`, '')).toEqual(parseRegistryUrl(target, ''));
    expect(parseRegistryUrl(`/base${target}/?n=1`, '/base')).toEqual(parseRegistryUrl(target, ''));
  });

  it.each(['/', '/v20', '/v2a/b/manifests/x', '//v2/', '/V2/', '*', '/%76%32/', '/x/v2/', 'http://h/other'])(
    'leaves %s to the application',
    (target) => {
      expect(parseRegistryUrl(target, '')).toBeUndefined();
    },
  );

  it('takes a base path off, and nothing else is a registry then', () => {
    expect(parseRegistryUrl('/registry/v2/a/tags/list', '/registry')).toMatchObject({ path: '/v2/a/tags/list' });
    expect(parseRegistryUrl('/registry/v2', '/registry')).toMatchObject({ resource: 'base' });
    expect(parseRegistryUrl('/v2/a/tags/list', '/registry')).toBeUndefined();
    expect(parseRegistryUrl('/registryv2/a/tags/list', '/registry')).toBeUndefined();
  });

  it('leaves the paths of extensions as they are [EXT-01]', () => {
    expect(parseRegistryUrl('/v2/_acme/thing/run?x=1', '')).toMatchObject({
      resource: 'extension',
      path: '/v2/_acme/thing/run',
    });
  });
});
