import {
  type Digest,
  parseDigest,
  parseRepositoryName,
  parseTag,
  RegistryError,
  type RepositoryName,
  type Tag,
} from '@lading/core';

/** A reference to content in a registry: `host/repository:tag@digest`. */
export interface ImageReference {
  /** The host with its port: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  readonly repository: RepositoryName;
  readonly tag?: Tag;
  /** If there is a tag too, the digest counts. */
  readonly digest?: Digest;
}

/** The registry of references without a host. */
export const defaultRegistry = 'docker.io';
const hubNames = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);
const host =
  /^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)*[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?|\[[a-fA-F0-9:.]+\])(?::\d{1,5})?$/;
const longest = 1024;

/**
 * Parses a reference as Docker does: `ubuntu` is `docker.io/library/ubuntu:latest`. The first part is a host if it has a dot,
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

/** Parses `host/repository`, without a tag or a digest. */
export function parseRepositoryReference(text: string): Pick<ImageReference, 'registry' | 'repository'> {
  const { registry, repository, suffix } = splitReference(text);
  if (suffix !== '') throw malformed(text, 'a repository has neither tag nor digest');
  return { registry, repository };
}

/** Formats a reference in full. */
export function formatImageReference({ registry, repository, tag, digest }: ImageReference): string {
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** Parses the host of a registry, with its port. All names of Docker Hub become `docker.io`. */
export function parseRegistryHost(text: string): string {
  if (text.length > 255 || !host.test(text))
    throw malformed(text, 'a registry is a host name and an optional port, without a path');
  return registryOfHost(text);
}

/** The name of a registry by its host, which is not checked: in lower case, and `docker.io` for all names of Docker Hub. */
export function registryOfHost(host: string): string {
  const lower = host.toLowerCase();
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
  const registry = looksLikeHost(first) ? parseRegistryHost(first) : defaultRegistry;
  const rest = looksLikeHost(first) ? text.slice(slash + 1) : text;
  const end = rest.search(/[:@]/);
  const path = end === -1 ? rest : rest.slice(0, end);
  const name = registry === defaultRegistry && !path.includes('/') ? `library/${path}` : path;
  return { registry, repository: parseRepositoryName(name), suffix: end === -1 ? '' : rest.slice(end) };
}

/** Whether the first part of a reference names a registry: it has a dot, a colon or a capital letter, or is `localhost`. */
export function looksLikeHost(part: string): boolean {
  return /[.:A-Z]/.test(part) || part === 'localhost';
}

function malformed(text: string, message: string): RegistryError {
  return new RegistryError('NAME_INVALID', message, { detail: { reference: text } });
}
