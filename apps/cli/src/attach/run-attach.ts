import { UsageError } from '../failure/command-error.js';
import { findManifest } from '../image/find-manifest.js';
import { withSource } from '../image/open-source.js';
import { formatLocation } from '../location/format-location.js';
import { type Location, parseReference } from '../location/location.js';
import { readAnnotations } from '../push/annotations.js';
import { pushFiles } from '../push/push-files.js';
import type { RunCommand } from '../session/define-command.js';

interface Options {
  readonly artifactType: string;
  readonly annotation?: readonly string[];
  readonly platform?: string;
}

export const runAttach: RunCommand<readonly [string, ...string[]], Options> = async (
  session,
  [reference, ...files],
  options,
) => {
  const annotations = readAnnotations(options.annotation);
  if (files.length === 0 && annotations === undefined)
    throw new UsageError('there is nothing to attach', 'name files, or give an --annotation');
  const location: Location = { kind: 'registry', reference: parseReference(reference) };
  const { descriptor: subject } = await withSource(session, location, (source) =>
    findManifest(source, options.platform, session.signal),
  );
  const { artifactType } = options;
  const { digest, mediaType, size } = await pushFiles(session, location.reference, files, {
    artifactType,
    annotations,
    subject,
  });
  const { registry, repository } = location.reference;
  const attached = formatLocation({ kind: 'registry', reference: { registry, repository } }, digest);
  await session.output.show({ reference: attached, digest, mediaType, size, artifactType, subject: subject.digest }, [
    attached,
  ]);
};
