import { type ImageReference, parseImageReference, parseRepositoryReference } from '@lading/client';
import { UsageError } from '../failure/command-error.js';

/** Where an image is, as people write it on a command line. */
export type Location =
  | { readonly kind: 'registry'; readonly reference: ImageReference }
  | {
      readonly kind: 'oci' | 'oci-archive' | 'docker-archive';
      readonly path: string;
      readonly name: string | undefined;
    };

const onDisk = /^(oci|oci-archive|docker-archive):(.*)$/s;
/** Other tools have them; they are named so that nobody takes them for the host of a registry. */
const unknownTransport = /^(docker-daemon|containers-storage|dir|oci-layout|ostree|sif|tarball):/;

/**
 * Reads `oci:DIR[:NAME]`, `oci-archive:FILE[:NAME]`, `docker-archive:FILE[:NAME]` or the reference of a registry, which may
 * have `docker://` in front as for skopeo.
 * @throws UsageError
 */
export function parseLocation(text: string): Location {
  const [, kind, rest] = onDisk.exec(text) ?? [];
  if (kind !== undefined && rest !== undefined) return { kind: kind as 'oci', ...splitPath(text, rest) };
  const unknown = unknownTransport.exec(text)?.[1];
  if (unknown !== undefined)
    throw new UsageError(
      `${unknown}: is not known here`,
      'there are oci:, oci-archive:, docker-archive:, and registries',
    );
  return { kind: 'registry', reference: parseReference(text) };
}

/**
 * Reads the reference of an image in a registry.
 * @throws UsageError
 */
export function parseReference(text: string): ImageReference {
  return orUsageError(text, 'HOST/REPOSITORY:TAG or HOST/REPOSITORY@DIGEST', () =>
    parseImageReference(withoutTransport(text)),
  );
}

/** Whether a reference names a tag or a digest, rather than leaving it to be `latest`. */
export function hasVersion(text: string): boolean {
  return /[:@]/.test(text.slice(text.lastIndexOf('/') + 1)) || text.includes('@');
}

/**
 * Reads `HOST/REPOSITORY` without tag and digest.
 * @throws UsageError
 */
export function parseRepository(text: string): Pick<ImageReference, 'registry' | 'repository'> {
  return orUsageError(text, 'HOST/REPOSITORY, without tag and digest', () =>
    parseRepositoryReference(withoutTransport(text)),
  );
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

function withoutTransport(text: string): string {
  const scheme = /^https?:\/\//.exec(text)?.[0];
  if (scheme !== undefined)
    throw new UsageError(
      `${text} is a URL and no reference`,
      `leave out ${scheme}${scheme === 'http://' ? ' and add --plain-http' : ''}`,
    );
  return text.replace(/^docker:\/\//, '');
}

function orUsageError<Value>(text: string, form: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${text} can not be understood: ${(error as Error).message}`, `write it as ${form}`);
  }
}
