import {
  type Digest,
  isNondistributable,
  isRegistryError,
  isTag,
  isVerifiable,
  type PushedManifest,
  parseRepositoryName,
  type RepositoryName,
  type Tag,
} from '@lading/core';
import type { DistributionFiles } from './distribution-files.js';
import type { ImportReport } from './import-report.js';
import type { ImportTarget } from './import-target.js';
import { MissingBytesError, readOldManifest } from './read-old-manifest.js';

export interface ImportParts {
  readonly files: DistributionFiles;
  /** Absent for a dry run, which reads everything and changes nothing. */
  readonly target: ImportTarget | undefined;
  readonly report: ImportReport;
  readonly maximumManifestBytes: number;
  readonly signal: AbortSignal;
}

/** Imports every repository. Content that Lading already has stays unchanged, so an import can be repeated. */
export async function importRepositories(parts: ImportParts): Promise<void> {
  for await (const name of parts.files.repositories()) {
    try {
      await new RepositoryImport(parts, parseRepositoryName(name)).run();
      parts.report.counts.repositories += 1;
    } catch (error) {
      if (!isRegistryError(error, 'NAME_INVALID')) throw error;
      parts.report.skip(name, `refused: ${(error as Error).message}`);
    }
  }
}

/** The outcome for a manifest or a blob. It is `here` if it was imported now or before. */
type Outcome = 'here' | 'missing' | 'refused';

class RepositoryImport {
  readonly #manifests = new Map<Digest, Promise<Outcome>>();
  /** Blobs that were handled, so that a dry run counts each once. */
  readonly #blobs = new Map<Digest, Promise<Outcome>>();

  constructor(
    private readonly parts: ImportParts,
    private readonly repository: RepositoryName,
  ) {}

  async run(): Promise<void> {
    for await (const digest of this.parts.files.manifests(this.repository)) await this.#manifest(digest);
    for await (const { name, digest } of this.parts.files.tags(this.repository)) await this.#tag(name, digest);
  }

  #manifest(digest: Digest): Promise<Outcome> {
    return once(this.#manifests, digest, async () => {
      this.parts.signal.throwIfAborted();
      const { target, report } = this.parts;
      if (await target?.hasManifest(this.repository, digest)) {
        report.counts.present += 1;
        await this.#repairBlobs(digest);
        return 'here';
      }
      return this.#attempt(`${this.repository}@${digest}`, async () => {
        const manifest = await readOldManifest(this.parts, digest);
        await this.#bringReferences(manifest);
        await this.#warnOfSizes(manifest);
        await target?.putManifest(this.repository, manifest);
        report.counts.manifests += 1;
      });
    });
  }

  /** Imports again those blobs of a manifest that are damaged here. It is no error if the old registry lacks some by now. */
  async #repairBlobs(digest: Digest): Promise<void> {
    const manifest = await readOldManifest(this.parts, digest).catch((error: unknown) => {
      if (isSystemError(error) || isRegistryError(error, 'UNAVAILABLE')) throw error;
    });
    for (const reference of [...(manifest?.blobs ?? []), ...(manifest?.children ?? [])])
      if (isVerifiable(reference.digest)) await this.#blob(reference.digest);
  }

  /** Imports the references of a manifest, children first. An index may lack some of its children, as in the old registry. */
  async #bringReferences({ digest, blobs, children }: PushedManifest): Promise<void> {
    for (const child of children) {
      const outcome = await this.#child(child.digest);
      if (outcome !== 'here')
        this.parts.report.warn(`${this.repository}@${digest}`, `its entry ${child.digest} ${said[outcome]}`);
    }
    for (const blob of blobs) {
      const outcome = await this.#blob(blob.digest);
      if (outcome !== 'here' && !(outcome === 'missing' && isNondistributable(blob.mediaType)))
        throw new Error(`its blob ${blob.digest} ${said[outcome]}`);
    }
  }

  /** Warns of sizes in descriptors that differ from those of the content: the old registry never compared them. */
  async #warnOfSizes({ digest: manifest, blobs, children }: PushedManifest): Promise<void> {
    for (const { digest, size } of [...blobs, ...children]) {
      const storedSize = await this.parts.files.size(digest);
      if (storedSize !== undefined && storedSize !== size)
        this.parts.report.warn(
          `${this.repository}@${manifest}`,
          `imported, but it gives ${digest} a size of ${size} bytes, and the content has ${storedSize} bytes`,
        );
    }
  }

  /** An entry of an index may be a blob, as in the caches of BuildKit. */
  async #child(digest: Digest): Promise<Outcome> {
    if (await this.parts.files.hasManifest(this.repository, digest)) return this.#manifest(digest);
    return this.#blob(digest);
  }

  #blob(digest: Digest): Promise<Outcome> {
    return once(this.#blobs, digest, async () => {
      this.parts.signal.throwIfAborted();
      const { files, target, report } = this.parts;
      if (!(await files.hasBlob(this.repository, digest))) return 'missing';
      const size = await files.size(digest);
      if (size === undefined) return 'missing';
      if (!isVerifiable(digest)) return this.#refuse(digest, 'refused: its digest cannot be verified here');
      const here = await target?.mount(this.repository, digest);
      if (here === 'present') report.counts.present += 1;
      if (here !== undefined) return 'here';
      return this.#attempt(`${this.repository}@${digest}`, async () => {
        const taken = await target?.take(this.repository, digest, files.dataFile(digest));
        report.counts.blobs += 1;
        report.counts.linked += taken?.isLinked ? 1 : 0;
        report.counts.bytes += size;
      });
    });
  }

  #refuse(digest: Digest, why: string): Outcome {
    this.parts.report.skip(`${this.repository}@${digest}`, why);
    return 'refused';
  }

  async #tag(name: string, digest: Digest | undefined): Promise<void> {
    const { target, report } = this.parts;
    const tag = `${this.repository}:${name}`;
    if (!isTag(name)) return report.skip(tag, 'refused: it is not a valid tag');
    if (digest === undefined) return report.skip(tag, 'its digest is missing');
    const outcome = (await this.#manifests.get(digest)) ?? 'missing';
    if (outcome !== 'here') return report.skip(tag, `its manifest ${digest} ${said[outcome]}`);
    const here = await target?.findTag(this.repository, name);
    if (here === undefined) await this.#attempt(tag, () => this.#putTag(name, digest));
    else if (here === digest) report.counts.present += 1;
    else report.skip(tag, `it points to ${here} here, and is left as it is`);
  }

  async #putTag(tag: Tag, digest: Digest): Promise<void> {
    await this.parts.target?.putTag(this.repository, await readOldManifest(this.parts, digest), tag);
    this.parts.report.counts.tags += 1;
  }

  /** A fault of one piece of content does not stop the import; a fault of the disk or the database does. */
  async #attempt(what: string, action: () => Promise<void>): Promise<Outcome> {
    try {
      await action();
      return 'here';
    } catch (error) {
      if (isSystemError(error) || isRegistryError(error, 'UNAVAILABLE') || this.parts.signal.aborted) throw error;
      const isMissing = error instanceof MissingBytesError;
      const reason = error instanceof Error ? error.message : String(error);
      this.parts.report.skip(what, isMissing ? reason : `refused: ${reason}`);
      return isMissing ? 'missing' : 'refused';
    }
  }
}

const said = { missing: 'is missing', refused: 'was refused' } as const;

function isSystemError(error: unknown): boolean {
  return !isRegistryError(error) && typeof (error as { code?: unknown }).code === 'string';
}

function once(known: Map<Digest, Promise<Outcome>>, digest: Digest, work: () => Promise<Outcome>): Promise<Outcome> {
  const running = known.get(digest) ?? work();
  known.set(digest, running);
  return running;
}
