import {
  type Digest,
  isNondistributable,
  isRegistryError,
  isTag,
  isVerifiable,
  matchesDigest,
  type PushedManifest,
  parseManifest,
  parseRepositoryName,
  type RepositoryName,
  type Tag,
} from '@lading/core';
import type { DistributionFiles } from './distribution-files.js';
import type { ImportReport } from './import-report.js';
import type { ImportTarget } from './import-target.js';

export interface ImportParts {
  readonly files: DistributionFiles;
  /** Absent for a dry run, which looks at everything and changes nothing. */
  readonly target: ImportTarget | undefined;
  readonly report: ImportReport;
  readonly maximumManifestBytes: number;
  readonly signal: AbortSignal;
}

/** Imports every repository; what is here already stays as it is, so that an import can be repeated. */
export async function importRepositories(parts: ImportParts): Promise<void> {
  for await (const name of parts.files.repositories()) {
    try {
      await new RepositoryImport(parts, parseRepositoryName(name)).run();
      parts.report.counts.repositories += 1;
    } catch (error) {
      if (!isRegistryError(error, 'NAME_INVALID')) throw error;
      parts.report.skip(name, error);
    }
  }
}

class RepositoryImport {
  /** Whether each manifest came over, or was here. */
  readonly #manifests = new Map<Digest, Promise<boolean>>();
  /** Blobs that were seen to. A dry run finds each once. */
  readonly #blobs = new Map<Digest, Promise<boolean>>();

  constructor(
    private readonly parts: ImportParts,
    private readonly repository: RepositoryName,
  ) {}

  async run(): Promise<void> {
    for await (const digest of this.parts.files.manifests(this.repository)) await this.#manifest(digest);
    for await (const { name, digest } of this.parts.files.tags(this.repository)) await this.#tag(name, digest);
  }

  #manifest(digest: Digest): Promise<boolean> {
    return once(this.#manifests, digest, async () => {
      this.parts.signal.throwIfAborted();
      const { target, report } = this.parts;
      if (await target?.hasManifest(this.repository, digest)) {
        report.counts.present += 1;
        await this.#repairBlobs(digest);
        return true;
      }
      return this.#attempt(`${this.repository}@${digest}`, async () => {
        const manifest = await this.#read(digest);
        await this.#bringReferences(manifest);
        await target?.putManifest(this.repository, manifest);
        report.counts.manifests += 1;
      });
    });
  }

  /** Brings those blobs of a manifest again that are damaged here. It is no matter what the old registry has lost since. */
  async #repairBlobs(digest: Digest): Promise<void> {
    const manifest = await this.#read(digest).catch((error: unknown) => {
      if (isSystemError(error)) throw error;
    });
    for (const blob of manifest?.blobs ?? []) await this.#blob(blob.digest);
  }

  /** Children first; an index may have lost some, and is as good there without them as it is here. */
  async #bringReferences({ digest, blobs, children }: PushedManifest): Promise<void> {
    for (const child of children)
      if (!(await this.#child(child.digest)))
        this.parts.report.warn(`${this.repository}@${digest}`, `its entry ${child.digest} is missing`);
    for (const blob of blobs)
      if (!(await this.#blob(blob.digest)) && !isNondistributable(blob.mediaType))
        throw new Error(`its blob ${blob.digest} is missing`);
  }

  /** An entry of an index may be a blob, as in the caches that BuildKit writes. */
  async #child(digest: Digest): Promise<boolean> {
    if (await this.parts.files.hasManifest(this.repository, digest)) return this.#manifest(digest);
    return this.#blob(digest);
  }

  #blob(digest: Digest): Promise<boolean> {
    return once(this.#blobs, digest, async () => {
      this.parts.signal.throwIfAborted();
      const { files, target, report } = this.parts;
      if (!isVerifiable(digest) || !(await files.hasBlob(this.repository, digest))) return false;
      const size = await files.size(digest);
      if (size === undefined) return false;
      const here = await target?.mount(this.repository, digest);
      if (here === 'present') report.counts.present += 1;
      if (here !== undefined) return true;
      return this.#attempt(`${this.repository}@${digest}`, async () => {
        const taken = await target?.take(this.repository, digest, files.dataFile(digest));
        report.counts.blobs += 1;
        report.counts.linked += taken?.isLinked ? 1 : 0;
        report.counts.bytes += size;
      });
    });
  }

  async #tag(name: string, digest: Digest | undefined): Promise<void> {
    const { target, report } = this.parts;
    const tag = `${this.repository}:${name}`;
    if (!isTag(name)) return report.skip(tag, 'is no tag');
    if (digest === undefined) return report.skip(tag, 'names no digest');
    if (!(await this.#manifests.get(digest))) return report.skip(tag, `its manifest ${digest} is missing`);
    const here = await target?.findTag(this.repository, name);
    if (here === undefined) await this.#attempt(tag, () => this.#putTag(name, digest));
    else if (here === digest) report.counts.present += 1;
    else report.skip(tag, `points to ${here} here, and stays so`);
  }

  async #putTag(tag: Tag, digest: Digest): Promise<void> {
    await this.parts.target?.putTag(this.repository, await this.#read(digest), tag);
    this.parts.report.counts.tags += 1;
  }

  async #read(digest: Digest): Promise<PushedManifest> {
    const { files, maximumManifestBytes } = this.parts;
    const size = await files.size(digest);
    if (size === undefined) throw new Error('its bytes are missing');
    if (size > maximumManifestBytes) throw new Error(`it has ${size} bytes, more than LADING_MAX_MANIFEST_BYTES`);
    const bytes = await files.read(digest);
    if (bytes === undefined || !matchesDigest(bytes, digest)) throw new Error('its bytes have another digest');
    return { ...parseManifest(bytes, undefined), digest, bytes };
  }

  /** What is wrong with one piece of content holds up no other; what is wrong with the disk or the database does. */
  async #attempt(what: string, action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      if (isSystemError(error) || isRegistryError(error, 'UNAVAILABLE') || this.parts.signal.aborted) throw error;
      this.parts.report.skip(what, error);
      return false;
    }
  }
}

function isSystemError(error: unknown): boolean {
  return !isRegistryError(error) && typeof (error as { code?: unknown }).code === 'string';
}

function once(known: Map<Digest, Promise<boolean>>, digest: Digest, work: () => Promise<boolean>): Promise<boolean> {
  const running = known.get(digest) ?? work();
  known.set(digest, running);
  return running;
}
