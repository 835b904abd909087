import { checkOptions, type Descriptor, type Digest, isNondistributable, type OptionRules } from '@lading/core';
import { type CallOptions, callRules } from '../call/call-options.js';
import { lentPieces } from '../content/content.js';
import { ClientError } from '../error/client-error.js';
import { isResponseError } from '../error/response-error.js';
import type { ManifestAnswer } from '../manifest/manifest-answer.js';
import { isIndexType, isManifestType } from '../manifest/manifest-media-types.js';
import { checkEnds, type ImageSource, type ImageTarget, type PutBlobOptions } from './image-location.js';
import { JointWork } from './joint-work.js';
import { entriesForPlatforms, indexOf } from './platforms.js';
import { Turnstile } from './turnstile.js';

/** The progress of one blob or manifest. */
export interface CopyProgress {
  readonly descriptor: Descriptor;
  readonly kind: 'blob' | 'manifest';
  /** `skipped`: a non-distributable layer that the source lacks or that one side refuses. */
  readonly state: 'started' | 'moving' | 'copied' | 'mounted' | 'present' | 'skipped';
  /** The bytes sent so far; at the end, the size of the content. */
  readonly bytes: number;
}

export interface CopyOptions extends CallOptions {
  /** The platforms of an index to copy, such as `linux/arm64`. One copies the image itself, several an index of them. All if absent. */
  readonly platforms?: readonly string[] | undefined;
  /** Whether to copy the referrers of the copied manifests too, such as signatures and SBOMs. */
  readonly referrers?: boolean | undefined;
  /** Whether to verify the digests of blobs that go into a registry, which verifies them itself. */
  readonly verify?: boolean | undefined;
  readonly onProgress?: ((progress: CopyProgress) => void) | undefined;
  /** The most blobs that are copied at once; 4 if absent. */
  readonly concurrency?: number | undefined;
}

const rules = {
  ...callRules,
  platforms: 'array?',
  referrers: 'boolean?',
  verify: 'boolean?',
  onProgress: 'function?',
  concurrency: 'positive whole number?',
} as const satisfies OptionRules<CopyOptions>;

/** The most levels of indexes in indexes. */
const deepest = 16;

/**
 * Copies an image, an index or an artifact from any location to any other, byte for byte. It does not send content that the
 * target already has, mounts blobs where the registry can, and sends a manifest after the content that it references. A
 * non-distributable layer is copied if the source has it, and otherwise skipped.
 * @returns the descriptor of the copied manifest
 */
export async function copy(source: ImageSource, target: ImageTarget, options: CopyOptions = {}): Promise<Descriptor> {
  checkEnds('copy', source, target);
  checkOptions('copy', options, rules);
  const copying = new Copying(source, target, options);
  const manifest = await copying.run();
  await target.name(manifest, { signal: options.signal });
  await target.finish?.();
  return manifest.descriptor;
}

class Copying {
  readonly #turnstile: Turnstile;
  /** Content that is being copied or was copied, so that it is copied once. */
  readonly #blobs = new Map<Digest, Promise<void>>();
  readonly #manifests = new Map<Digest, Promise<void>>();
  /** Manifests whose referrers were not listed yet. */
  readonly #subjects: Digest[] = [];
  readonly #work: JointWork;
  readonly #call: CallOptions;

  constructor(
    private readonly source: ImageSource,
    private readonly target: ImageTarget,
    private readonly options: CopyOptions,
  ) {
    this.#turnstile = new Turnstile(options.concurrency ?? 4);
    this.#work = new JointWork(options.signal);
    this.#call = { signal: this.#work.signal };
  }

  async run(): Promise<ManifestAnswer> {
    const root = await this.source.readManifest(await this.source.resolve(this.#call), this.#call);
    const chosen = await this.#choose(root);
    await this.#putManifest(chosen, 0);
    if (this.options.referrers === true) await this.#copyReferrers();
    return chosen;
  }

  async #choose(root: ManifestAnswer): Promise<ManifestAnswer> {
    const { platforms } = this.options;
    if (platforms === undefined || root.manifest?.kind !== 'index') return root;
    const entries = entriesForPlatforms(root.manifest, platforms);
    const [first] = entries;
    if (platforms.length === 1 && first !== undefined) return this.source.readManifest(first, this.#call);
    return indexOf(root, entries);
  }

  /** Copies a manifest once. If the target has an image, it has its blobs too; but an index may lack entries. */
  #copyManifest(descriptor: Descriptor, depth: number): Promise<void> {
    return once(this.#manifests, descriptor.digest, async () => {
      const isThere = await this.target.hasManifest(descriptor, this.#call);
      if (isThere && !isIndexType(descriptor.mediaType)) {
        this.#done(descriptor, 'present');
      } else await this.#putManifest(await this.source.readManifest(descriptor, this.#call), depth, isThere);
    });
  }

  async #putManifest(answer: ManifestAnswer, depth: number, isThere?: boolean): Promise<void> {
    const { descriptor, manifest } = answer;
    if (depth > deepest) throw new ClientError('content', `indexes are nested more than ${deepest} deep`);
    if (manifest === undefined)
      throw new ClientError(
        'content',
        `a manifest of the type ${descriptor.mediaType} cannot be copied: its content is not known`,
      );
    const isPresent = isThere ?? (await this.target.hasManifest(descriptor, this.#call));
    const children = manifest.children;
    const blobs = manifest.blobs.filter((blob) => !isPresent || isNondistributable(blob.mediaType));
    const parts = [
      ...children.map((child) => () => this.#copyChild(child, depth + 1)),
      ...blobs.map((blob) => () => this.#copyBlob(blob)),
    ];
    await this.#work.each(parts, (copyPart) => copyPart());
    if (!isPresent) await this.target.putManifest(answer, this.#call);
    this.#done(descriptor, isPresent ? 'present' : 'copied');
  }

  /** An entry of an index may be a blob, as in the caches of BuildKit. */
  #copyChild(child: Descriptor, depth: number): Promise<void> {
    return isManifestType(child.mediaType) ? this.#copyManifest(child, depth) : this.#copyBlob(child);
  }

  /** Copies the referrers of all copied manifests, and their referrers. A referrer may contain its subject, so nothing waits for it. */
  async #copyReferrers(): Promise<void> {
    for (let next = this.#subjects.shift(); next !== undefined; next = this.#subjects.shift()) {
      const referrers: Descriptor[] = [];
      for await (const referrer of this.source.referrers(next, this.#call)) referrers.push(referrer);
      await this.#work.each(referrers, (referrer) => this.#copyManifest(referrer, 0));
    }
  }

  #copyBlob(descriptor: Descriptor): Promise<void> {
    return once(this.#blobs, descriptor.digest, () =>
      this.#turnstile.pass(() => this.#moveBlob(descriptor), this.#call.signal),
    );
  }

  async #moveBlob(descriptor: Descriptor): Promise<void> {
    if (await this.target.hasBlob(descriptor, this.#call)) return this.#report(descriptor, 'blob', 'present');
    if (!isNondistributable(descriptor.mediaType)) return this.#sendBlob(descriptor);
    try {
      if (await this.source.hasBlob(descriptor, this.#call)) return await this.#sendBlob(descriptor);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
    this.#report(descriptor, 'blob', 'skipped');
  }

  async #sendBlob(descriptor: Descriptor): Promise<void> {
    this.#report(descriptor, 'blob', 'started', 0);
    const onProgress = (bytes: number) => this.#report(descriptor, 'blob', 'moving', bytes);
    const verify = this.options.verify === true || this.target.verifiesBlobs !== true;
    const content = this.source.blob(descriptor, { ...this.#call, verify });
    const put: PutBlobOptions = { ...this.#call, from: this.source.place, onProgress };
    const outcome = await this.target.putBlob(descriptor, content, put).catch(async (error: unknown) => {
      if (!verify && isResponseError(error, 'DIGEST_INVALID')) await this.#verifyBlob(descriptor);
      throw error;
    });
    this.#report(descriptor, 'blob', outcome);
  }

  /**
   * Reads a blob again after the target refused it, to find out whether the source has wrong bytes.
   * @throws DigestMismatchError
   */
  async #verifyBlob(descriptor: Descriptor): Promise<void> {
    for await (const _ of lentPieces(this.source.blob(descriptor, this.#call).open(0)));
  }

  #done(descriptor: Descriptor, state: 'copied' | 'present'): void {
    this.#subjects.push(descriptor.digest);
    this.#report(descriptor, 'manifest', state);
  }

  #report(
    descriptor: Descriptor,
    kind: CopyProgress['kind'],
    state: CopyProgress['state'],
    bytes = descriptor.size,
  ): void {
    this.options.onProgress?.({ descriptor, kind, state, bytes });
  }
}

/** Whether a registry refuses this blob, for example by a policy. The target decides whether the manifest needs the blob. */
function isRefusal(error: unknown): boolean {
  return isResponseError(error) && [400, 403, 404, 405].includes(error.status);
}

function once(known: Map<Digest, Promise<void>>, digest: Digest, work: () => Promise<void>): Promise<void> {
  const running = known.get(digest) ?? work();
  known.set(digest, running);
  return running;
}
