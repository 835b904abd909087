import { posix } from 'node:path';
import { algorithmOf, type Digest, encodedOf, isDigest, parseDigest } from '@lading/core';
import { type OldFile, type OldFiles, readOldFile } from './old-files.js';

const { join } = posix;
const root = 'docker/registry/v2';

/** The folders in which a repository links to its content. */
type LinkFolder = '_layers' | '_manifests/revisions';

/**
 * What Distribution keeps below its root, in a folder or a bucket, read as it lies there:
 *
 *     docker/registry/v2/blobs/<algorithm>/<first two>/<hex>/data
 *     docker/registry/v2/repositories/<name>/_layers/<algorithm>/<hex>/link
 *     docker/registry/v2/repositories/<name>/_manifests/revisions/<algorithm>/<hex>/link
 *     docker/registry/v2/repositories/<name>/_manifests/tags/<tag>/current/link
 *
 * A link is a file with a digest in it. A deletion takes the link away and leaves its folder, if it is one.
 */
export class DistributionFiles {
  /** @param files below the `rootdirectory` of its configuration, `/var/lib/registry` in its image */
  constructor(private readonly files: OldFiles) {}

  /** Whether a registry was ever here. */
  async exists(): Promise<boolean> {
    return (await this.#entries('repositories')).length > 0;
  }

  /** Names of the repositories as the folders tell them, in byte order; nobody has checked them. */
  async *repositories(parent = ''): AsyncGenerator<string, void, undefined> {
    const entries = await this.#entries(join('repositories', parent));
    if (entries.some(({ name }) => name === '_manifests')) yield parent;
    const folders = entries.filter(({ name, isFolder }) => isFolder && !name.startsWith('_'));
    for (const name of folders.map((folder) => folder.name).sort())
      yield* this.repositories(parent === '' ? name : `${parent}/${name}`);
  }

  /** The digests of the manifests of a repository, those without a tag too. */
  async *manifests(repository: string): AsyncGenerator<Digest, void, undefined> {
    const path = join('repositories', repository, '_manifests', 'revisions');
    for (const { name: algorithm } of await this.#entries(path))
      for (const { name: encoded } of await this.#entries(join(path, algorithm))) {
        const digest = `${algorithm}:${encoded}`;
        if (isDigest(digest) && (await this.hasManifest(repository, digest))) yield digest;
      }
  }

  hasManifest(repository: string, digest: Digest): Promise<boolean> {
    return this.#hasLink(repository, '_manifests/revisions', digest);
  }

  /** Whether the repository has this blob. Blobs of other repositories do not count. */
  hasBlob(repository: string, digest: Digest): Promise<boolean> {
    return this.#hasLink(repository, '_layers', digest);
  }

  /** The tags of a repository and the digest that each has; `undefined` where that can't be read. */
  async *tags(repository: string): AsyncGenerator<{ name: string; digest: Digest | undefined }, void, undefined> {
    const folder = join('repositories', repository, '_manifests', 'tags');
    for (const { name } of await this.#entries(folder))
      yield { name, digest: await this.#readLink(join(folder, name, 'current', 'link')) };
  }

  /** The file with the bytes of a blob or a manifest. */
  dataFile(digest: Digest): OldFile {
    return this.files.file(dataPath(digest));
  }

  /** The bytes of a manifest; `undefined` if they are not there. */
  read(digest: Digest): Promise<Buffer | undefined> {
    return readOldFile(this.files, dataPath(digest));
  }

  /** The size of what `dataFile` names; `undefined` if it is not there. */
  size(digest: Digest): Promise<number | undefined> {
    return this.files.size(dataPath(digest));
  }

  async #hasLink(repository: string, folder: LinkFolder, digest: Digest): Promise<boolean> {
    const path = join('repositories', repository, folder, algorithmOf(digest), encodedOf(digest), 'link');
    return (await this.#readLink(path)) === digest;
  }

  async #readLink(path: string): Promise<Digest | undefined> {
    const text = (await readOldFile(this.files, join(root, path)))?.toString('utf8').trim();
    return text !== undefined && isDigest(text) ? parseDigest(text) : undefined;
  }

  #entries(path: string): ReturnType<OldFiles['entries']> {
    return this.files.entries(join(root, path));
  }
}

function dataPath(digest: Digest): string {
  const encoded = encodedOf(digest);
  return join(root, 'blobs', algorithmOf(digest), encoded.slice(0, 2), encoded, 'data');
}
