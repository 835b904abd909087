import {
  type Digest,
  parseDigest,
  parseRepositoryName,
  parseTag,
  RegistryError,
  type RepositoryName,
  type Tag,
} from '@lading/core';

/** What names content in a registry, as people write it: `host/repository:tag@digest`. */
export interface ImageReference {
  /** The host as people name it, with its port: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  readonly repository: RepositoryName;
  readonly tag?: Tag;
  /** Where both are given the digest counts. */
  readonly digest?: Digest;
}

/** The registry of references that name none. */
export const defaultRegistry = 'docker.io';
const hubNames = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);
const host =
  /^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)*[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?|\[[a-fA-F0-9:.]+\])(?::\d{1,5})?$/;
const longest = 1024;

/**
 * Reads a reference as Docker does: `ubuntu` is `docker.io/library/ubuntu:latest`. The first part is a host if it has a dot,
 * a colon or a capital letter, or is `localhost`. Without tag and digest the tag is `latest`.
 * @throws RegistryError `NAME_INVALID`, `MANIFEST_INVALID` for a tag, `DIGEST_INVALID`
 */
export function parseImageReference(text: string): ImageReference {
  const { registry, repository, suffix } = splitReference(text);
  const at = suffix.indexOf('@');
  const tag = at === -1 ? suffix : suffix.slice(0, at);
  return {
    registry,
    repository,
    ...(tag === '' ? (at === -1 ? { tag: parseTag('latest') } : {}) : { tag: parseTag(tag.slice(1)) }),
    ...(at === -1 ? {} : { digest: parseDigest(suffix.slice(at + 1)) }),
  };
}

/** Reads `host/repository`, with nothing behind it. */
export function parseRepositoryReference(text: string): Pick<ImageReference, 'registry' | 'repository'> {
  const { registry, repository, suffix } = splitReference(text);
  if (suffix !== '') throw malformed(text, 'a repository has neither tag nor digest');
  return { registry, repository };
}

/** Writes a reference in full. */
export function formatImageReference({ registry, repository, tag, digest }: ImageReference): string {
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** Reads the host of a registry, with its port; all names of Docker Hub become one. */
export function parseRegistryHost(text: string): string {
  if (text.length > 255 || !host.test(text))
    throw malformed(text, 'a registry is a host name and an optional port, without a path');
  const lower = text.toLowerCase();
  return hubNames.has(lower) ? defaultRegistry : lower;
}

interface Parts extends Pick<ImageReference, 'registry' | 'repository'> {
  /** From the colon or the at sign on. */
  readonly suffix: string;
}

function splitReference(text: string): Parts {
  if (text.length > longest) throw malformed(text.slice(0, 255), 'the reference is too long');
  const slash = text.indexOf('/');
  const first = slash === -1 ? '' : text.slice(0, slash);
  const registry = isHost(first) ? parseRegistryHost(first) : defaultRegistry;
  const rest = isHost(first) ? text.slice(slash + 1) : text;
  const end = rest.search(/[:@]/);
  const path = end === -1 ? rest : rest.slice(0, end);
  const name = registry === defaultRegistry && !path.includes('/') ? `library/${path}` : path;
  return { registry, repository: parseRepositoryName(name), suffix: end === -1 ? '' : rest.slice(end) };
}

function isHost(part: string): boolean {
  return /[.:A-Z]/.test(part) || part === 'localhost';
}

function malformed(text: string, message: string): RegistryError {
  return new RegistryError('NAME_INVALID', message, { detail: { reference: text } });
}
