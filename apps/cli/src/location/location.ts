import { type ImageReference, parseImageReference, parseRepositoryReference } from '@lading/client';
import type { RepositoryName } from '@lading/core';
import { UsageError } from '../failure/command-error.js';
import { type Scheme, splitScheme } from './split-scheme.js';

/** The reference of an image in a registry, with its scheme if it was written with one. */
export interface RegistryReference extends ImageReference {
  readonly scheme?: Scheme | undefined;
}

/** A repository of a registry. */
export type RepositoryReference = Pick<RegistryReference, 'registry' | 'repository' | 'scheme'>;

/** The location of an image, as written on the command line. */
export type Location =
  | { readonly kind: 'registry'; readonly reference: RegistryReference }
  | {
      readonly kind: 'oci' | 'oci-archive' | 'docker-archive';
      readonly path: string;
      readonly name: string | undefined;
    };

const onDisk = /^(oci|oci-archive|docker-archive):(.*)$/s;
/** Transports of other tools. Without this list they would be hosts of registries. */
const unknownTransport = /^(docker-daemon|containers-storage|dir|oci-layout|ostree|sif|tarball):/;

/**
 * Parses `oci:DIR[:NAME]`, `oci-archive:FILE[:NAME]`, `docker-archive:FILE[:NAME]` or a reference of a registry, which may
 * begin with `https://`, `http://`, or `docker://` as for skopeo.
 * @throws UsageError
 */
export function parseLocation(text: string): Location {
  const [, kind, rest] = onDisk.exec(text) ?? [];
  if (kind !== undefined && rest !== undefined) return { kind: kind as 'oci', ...splitPath(text, rest) };
  const unknown = unknownTransport.exec(text)?.[1];
  if (unknown !== undefined)
    throw new UsageError(`${unknown}: is not supported`, 'use oci:, oci-archive:, docker-archive: or a registry');
  return { kind: 'registry', reference: parseReference(text) };
}

/**
 * Parses the reference of an image in a registry.
 * @throws UsageError
 */
export function parseReference(text: string): RegistryReference {
  return parseWith(parseImageReference, text, 'HOST/REPOSITORY:TAG or HOST/REPOSITORY@DIGEST');
}

/** Whether a reference has a tag or a digest. Without them it means `latest`. */
export function hasVersion(text: string): boolean {
  return /[:@]/.test(text.slice(text.lastIndexOf('/') + 1)) || text.includes('@');
}

/**
 * Parses `HOST/REPOSITORY` without tag and digest.
 * @throws UsageError
 */
export function parseRepository(text: string): RepositoryReference {
  return parseWith(parseRepositoryReference, text, 'HOST/REPOSITORY, without tag and digest');
}

/**
 * Parses `HOST/PREFIX`, which means the repositories below it; a trailing slash is allowed. Docker Hub's `library/` is not
 * added.
 * @throws UsageError
 */
export function parsePrefix(text: string): RepositoryReference {
  const name = text.replace(/\/$/, '');
  const reference = parseRepository(name);
  const isAsWritten = name.endsWith(`/${reference.repository}`);
  const repository = isAsWritten ? reference.repository : reference.repository.replace(/^library\//, '');
  return { ...reference, repository: repository as RepositoryName };
}

function splitPath(text: string, rest: string): { readonly path: string; readonly name: string | undefined } {
  const drive = /^[a-zA-Z]:[\\/]/.test(rest) ? 2 : 0;
  const at = rest.slice(drive).search(/:|@(?=sha\d+:)/);
  const end = at === -1 ? rest.length : at + drive;
  const path = rest.slice(0, end);
  const name = rest.slice(end + 1);
  if (path === '') throw new UsageError(`${text} has no path`, 'write it as oci:DIR or oci:DIR:NAME');
  return { path, name: name === '' ? undefined : name };
}

function parseWith<Reference>(parse: (text: string) => Reference, text: string, form: string) {
  const { scheme, reference } = splitScheme(text);
  try {
    return { ...parse(reference), ...(scheme === undefined ? {} : { scheme }) };
  } catch (error) {
    throw new UsageError(`${text} is malformed: ${(error as Error).message}`, `write it as ${form}`);
  }
}
