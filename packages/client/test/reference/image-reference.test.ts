import {
  formatImageReference,
  parseImageReference,
  parseRepositoryReference,
  registryAddress,
} from '../../src/index.js';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('parseImageReference', () => {
  it.each([
    ['ubuntu', 'docker.io/library/ubuntu:latest'],
    ['ubuntu:22.04', 'docker.io/library/ubuntu:22.04'],
    ['team/app', 'docker.io/team/app:latest'],
    ['docker.io/ubuntu', 'docker.io/library/ubuntu:latest'],
    ['index.docker.io/team/app:v1', 'docker.io/team/app:v1'],
    ['registry-1.docker.io/library/ubuntu', 'docker.io/library/ubuntu:latest'],
    ['ghcr.io/a/b/c:x_1', 'ghcr.io/a/b/c:x_1'],
    ['localhost/app', 'localhost/app:latest'],
    ['localhost:5000/app:1', 'localhost:5000/app:1'],
    ['[::1]:5000/app', '[::1]:5000/app:latest'],
    ['GHCR.io/app', 'ghcr.io/app:latest'],
    [`ghcr.io/app@${digest}`, `ghcr.io/app@${digest}`],
    [`ghcr.io/app:v1@${digest}`, `ghcr.io/app:v1@${digest}`],
  ])('reads %s as %s', (text, full) => {
    expect(formatImageReference(parseImageReference(text))).toBe(full);
  });

  it.each([
    '',
    ':',
    'app:',
    'App',
    'ghcr.io/App',
    'ghcr.io/',
    'a//b',
    '/a',
    'a:b:c',
    'app:-x',
    `app:${'x'.repeat(129)}`,
    'app@sha256:0',
    'app@',
    'ghcr.io/app/../../etc',
    'reg@evil.example/app',
    'https://ghcr.io/app',
    'ghcr.io/a b',
    'ghcr.io/a\nb',
    'x'.repeat(5000),
    '-bad-.example.org:5000/app',
    'host:port/app',
  ])('refuses %j', (text) => {
    expect(() => parseImageReference(text)).toThrow();
  });

  it('parses a repository without a tag', () => {
    expect(parseRepositoryReference('ubuntu')).toEqual({ registry: 'docker.io', repository: 'library/ubuntu' });
    expect(() => parseRepositoryReference('ubuntu:1')).toThrow();
  });
});

describe('registryAddress', () => {
  it.each([
    ['docker.io', 'https://registry-1.docker.io/', 'docker.io'],
    ['https://index.docker.io', 'https://registry-1.docker.io/', 'docker.io'],
    ['ghcr.io', 'https://ghcr.io/', 'ghcr.io'],
    ['localhost:5000', 'http://localhost:5000/', 'localhost:5000'],
    ['127.0.0.1:5000', 'http://127.0.0.1:5000/', '127.0.0.1:5000'],
    ['[::1]:5000', 'http://[::1]:5000/', '[::1]:5000'],
    ['10.0.0.1:5000', 'https://10.0.0.1:5000/', '10.0.0.1:5000'],
    ['localhost.evil.example', 'https://localhost.evil.example/', 'localhost.evil.example'],
    ['http://registry.example/prefix', 'http://registry.example/prefix/', 'registry.example'],
  ])('finds %s at %s', (registry, url, host) => {
    expect(registryAddress(registry)).toEqual({ url: new URL(url), host });
  });

  it('uses plain HTTP with another host only if plainHttp is set', () => {
    expect(registryAddress('registry.example', true).url.href).toBe('http://registry.example/');
  });

  it.each([
    'ftp://registry.example',
    'https://ada:secret@registry.example',
    'https://registry.example/?a=b',
    'a b',
    '',
  ])('refuses %j', (registry) => {
    expect(() => registryAddress(registry)).toThrow();
  });
});
