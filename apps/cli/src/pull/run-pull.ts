import { type ImageReference, pullArtifact } from '@lading/client';
import type { Descriptor } from '@lading/core';
import { copyBetween, readJobs, type TransferOptions } from '../copy/copy-between.js';
import { UsageError } from '../failure/command-error.js';
import { findManifest } from '../image/find-manifest.js';
import { withSource } from '../image/open-source.js';
import { formatLocation } from '../location/format-location.js';
import { type Location, parseLocation, parseReference } from '../location/location.js';
import { layersOf } from '../manifest/manifest-fields.js';
import type { RunCommand } from '../session/define-command.js';
import type { Session } from '../session/session.js';

const titleAnnotation = 'org.opencontainers.image.title';

export const runPull: RunCommand<readonly [string, string?], TransferOptions> = async (
  session,
  [text, target = '.'],
  options,
) => {
  const source: Location = { kind: 'registry', reference: parseReference(text) };
  if (/^(oci|oci-archive|docker-archive):/.test(target)) {
    const copied = await copyBetween(session, source, parseLocation(target), options);
    return session.output.show(copied, [copied.reference]);
  }
  await pullFiles(session, source.reference, target, options);
};

async function pullFiles(
  session: Session,
  reference: ImageReference,
  directory: string,
  options: TransferOptions,
): Promise<void> {
  const location: Location = { kind: 'registry', reference };
  const found = await withSource(session, location, (source) => findManifest(source, options.platform, session.signal));
  if (!layersOf(found).some(({ annotations }) => annotations?.[titleAnnotation] !== undefined))
    throw new UsageError(
      `${formatLocation(location)} is an ${found.manifest?.kind ?? 'image'} without named files`,
      `pull it into a layout: lading pull ${formatLocation(location)} oci:DIR`,
    );
  const repository = await session.registries.repository(reference, 'from');
  const { digest } = found.descriptor;
  const { progress, signal } = session;
  const files = await pullArtifact(repository, digest, directory, {
    signal,
    concurrency: readJobs(options.jobs),
    onProgress: (layer, { state, bytes }) => {
      const transfer = { name: nameOf(layer), size: layer.size };
      if (state === 'moving') progress.move(transfer, bytes);
      else progress.done(transfer, 'pulled');
    },
  });
  progress.end();
  await session.output.show({ reference: formatLocation(location, digest), digest, directory, files }, files);
}

function nameOf({ annotations, digest }: Descriptor): string {
  return annotations?.[titleAnnotation] ?? digest;
}
