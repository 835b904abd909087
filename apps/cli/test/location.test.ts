import { formatLocation } from '../src/location/format-location.js';
import { hasVersion, parseLocation } from '../src/location/location.js';

const digest = `sha256:${'a'.repeat(64)}`;

describe('parseLocation', () => {
  it.each([
    ['oci:folder', { kind: 'oci', path: 'folder', name: undefined }],
    ['oci:folder:', { kind: 'oci', path: 'folder', name: undefined }],
    ['oci:/a/b@c/folder:name', { kind: 'oci', path: '/a/b@c/folder', name: 'name' }],
    [`oci:folder@${digest}`, { kind: 'oci', path: 'folder', name: digest }],
    ['oci:C:\\images\\app:1', { kind: 'oci', path: 'C:\\images\\app', name: '1' }],
    ['oci-archive:-', { kind: 'oci-archive', path: '-', name: undefined }],
    ['docker-archive:app.tar:team/app:1', { kind: 'docker-archive', path: 'app.tar', name: 'team/app:1' }],
  ])('reads %s', (text, location) => {
    expect(parseLocation(text)).toEqual(location);
  });

  it.each([
    ['alpine', 'docker.io/library/alpine:latest'],
    ['docker://ghcr.io/a/b:1', 'ghcr.io/a/b:1'],
    [`localhost:5000/a@${digest}`, `localhost:5000/a@${digest}`],
    ['https://ghcr.io/a/b:1', 'ghcr.io/a/b:1'],
    ['https://docker.io/alpine', 'docker.io/library/alpine:latest'],
    ['https://registry/a', 'registry:443/a:latest'],
    [`http://localhost/a@${digest}`, `localhost/a@${digest}`],
  ])('reads %s as a reference', (text, inFull) => {
    expect(formatLocation(parseLocation(text))).toBe(inFull);
  });

  it('keeps the scheme of a reference', () => {
    expect(parseLocation('http://[::1]:5000/a')).toMatchObject({
      reference: { registry: '[::1]:5000', scheme: 'http' },
    });
    expect(parseLocation('docker://ghcr.io/a')).not.toHaveProperty('reference.scheme');
  });

  it('recognizes a reference with a tag or a digest', () => {
    expect(['a', 'localhost:5000/a', 'ghcr.io/a/b'].some(hasVersion)).toBe(false);
    expect(['a:1', 'localhost:5000/a:1', `ghcr.io/a/b@${digest}`].every(hasVersion)).toBe(true);
  });
});
