import { copyBetween, readJobs, type TransferOptions } from '../copy/copy-between.js';
import { UsageError } from '../failure/command-error.js';
import { formatLocation } from '../location/format-location.js';
import { type Location, parseLocation, parseReference } from '../location/location.js';
import type { RunCommand } from '../session/define-command.js';
import { readAnnotations } from './annotations.js';
import { pushFiles } from './push-files.js';

interface Options extends TransferOptions {
  readonly artifactType?: string;
  readonly annotation?: readonly string[];
}

const isImage = (content: string) => /^(oci|oci-archive|docker-archive):/.test(content);

export const runPush: RunCommand<readonly [string, ...string[]], Options> = async (
  session,
  [reference, ...contents],
  options,
) => {
  const target: Location = { kind: 'registry', reference: parseReference(reference) };
  if (target.reference.digest !== undefined)
    throw new UsageError(
      'a push needs a tag, not a digest, because the content decides the digest',
      'write HOST/REPOSITORY:TAG',
    );
  const [first = ''] = contents;
  if (contents.some(isImage) && contents.length > 1)
    throw new UsageError('an image cannot be pushed together with files', 'push them under different references');
  if (isImage(first)) {
    const copied = await copyBetween(session, parseLocation(first), target, options);
    return session.output.show(copied, [copied.reference]);
  }
  const { digest, mediaType, size } = await pushFiles(session, target.reference, contents, {
    tags: [target.reference.tag ?? 'latest'],
    artifactType: options.artifactType,
    annotations: readAnnotations(options.annotation),
    concurrency: readJobs(options.jobs),
  });
  const pushed = { reference: formatLocation(target, digest), digest, mediaType, size };
  await session.output.show(pushed, [pushed.reference]);
};
