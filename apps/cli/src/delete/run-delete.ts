import { type ImageReference, isResponseError, type RepositoryClient } from '@lading/client';
import type { Digest, Tag } from '@lading/core';
import { CommandError, NotFoundError, UsageError } from '../failure/command-error.js';
import { parseBlobReference } from '../location/blob-reference.js';
import { hasVersion, parseReference } from '../location/location.js';
import type { RunCommand } from '../session/define-command.js';
import type { Session } from '../session/session.js';
import { confirm } from '../terminal/confirm.js';
import { findTagsOf } from './find-tags.js';

interface Options {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** A deletion. */
interface Plan {
  readonly kind: 'tag' | 'manifest' | 'blob';
  /** A description of everything that it deletes. */
  readonly words: string;
  readonly facts: Readonly<Record<string, unknown>>;
  run(): Promise<boolean>;
}

export const runDelete: RunCommand<readonly [string], Options> = async (session, [text], options) => {
  const reference = parseExact(text);
  const repository = await session.registries.repository(reference);
  const { tag, digest } = reference;
  const plan =
    digest === undefined && tag !== undefined
      ? await planTag(session, repository, reference, tag)
      : await planManifest(session, repository, reference, digest as Digest);
  await carryOut(session, plan, options);
};

export const runDeleteManifest: RunCommand<readonly [string], Options> = async (session, [text], options) => {
  const reference = parseExact(text);
  const repository = await session.registries.repository(reference);
  const digest = reference.digest ?? (await digestOfTag(session, repository, reference, reference.tag as Tag));
  await carryOut(session, await planManifest(session, repository, reference, digest), options);
};

export const runDeleteBlob: RunCommand<readonly [string], Options> = async (session, [text], options) => {
  const { digest, ...reference } = parseBlobReference(text);
  const repository = await session.registries.repository(reference);
  const name = nameOf(reference);
  await carryOut(
    session,
    {
      kind: 'blob',
      words: `the blob ${digest} of ${name}, even if manifests there refer to it`,
      facts: { repository: name, digest },
      run: () => repository.blobs.delete(digest, { signal: session.signal }),
    },
    options,
  );
};

async function planTag(
  session: Session,
  repository: RepositoryClient,
  reference: ImageReference,
  tag: Tag,
): Promise<Plan> {
  const digest = await digestOfTag(session, repository, reference, tag);
  const name = nameOf(reference);
  return {
    kind: 'tag',
    words: `the tag ${tag} of ${name}, but not its manifest ${digest}`,
    facts: { repository: name, tag, digest },
    run: () => repository.tags.delete(tag, { signal: session.signal }).catch(explainNoTags(name, digest)),
  };
}

async function planManifest(
  session: Session,
  repository: RepositoryClient,
  reference: ImageReference,
  digest: Digest,
): Promise<Plan> {
  const name = nameOf(reference);
  if ((await repository.manifests.stat(digest, { signal: session.signal })) === undefined)
    throw new NotFoundError(`${name} has no manifest ${digest}`);
  const { tags, isComplete } = await findTagsOf(repository, digest, session.signal);
  const others = isComplete ? '' : ', and any other tag that points to it';
  const lost =
    tags.length === 0 ? (isComplete ? ', which has no tag' : others) : `, with its tags ${tags.join(', ')}${others}`;
  return {
    kind: 'manifest',
    words: `the manifest ${digest} of ${name}${lost}`,
    facts: { repository: name, digest, tags },
    run: () => repository.manifests.delete(digest, { signal: session.signal }),
  };
}

async function carryOut(session: Session, { kind, words, facts, run }: Plan, options: Options): Promise<void> {
  const result = { deleted: options.dryRun !== true, kind, ...facts };
  if (options.dryRun === true) return session.report(result, `would delete ${words}`);
  if (options.yes !== true) await confirm(words, session.signal);
  if (!(await run())) throw new NotFoundError(`it no longer exists: ${words}`);
  await session.report(result, `deleted ${words}`);
}

async function digestOfTag(
  session: Session,
  repository: RepositoryClient,
  reference: ImageReference,
  tag: Tag,
): Promise<Digest> {
  const found = await repository.manifests.stat(tag, { signal: session.signal });
  if (found !== undefined) return found.digest;
  const name = nameOf(reference);
  throw new NotFoundError(`${name} has no tag ${tag}`, `list its tags with: lading ls ${name}`);
}

/** Many registries delete only manifests. They refuse tags with different statuses (DEL-02 to DEL-04). */
function explainNoTags(name: string, digest: Digest): (error: unknown) => never {
  return (error) => {
    if (!isResponseError(error) || ![400, 405, 501].includes(error.status)) throw error;
    throw new CommandError(`the registry does not delete tags without their manifest: ${error.message}`, {
      cause: error,
      nextStep: `to delete the manifest with every tag that points to it: lading delete ${name}@${digest}`,
    });
  };
}

/** Refuses a reference without a tag or a digest, which would mean `latest`. */
function parseExact(text: string): ImageReference {
  const reference = parseReference(text);
  if (!hasVersion(text))
    throw new UsageError(`${text} has neither a tag nor a digest`, `write ${text}:TAG or ${text}@DIGEST`);
  return reference;
}

function nameOf({ registry, repository }: Pick<ImageReference, 'registry' | 'repository'>): string {
  return `${registry}/${repository}`;
}
