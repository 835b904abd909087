import type { Tag } from '@lading/core';
import { UsageError } from '../failure/command-error.js';
import { formatLocation } from '../location/format-location.js';
import { type Location, parseLocation, parseRepository } from '../location/location.js';
import type { RunCommand } from '../session/define-command.js';
import type { Session } from '../session/session.js';
import { type Copied, copyBetween, type TransferOptions } from './copy-between.js';

interface Options extends TransferOptions {
  readonly allTags?: boolean;
}

export const runCopy: RunCommand<readonly [string, string], Options> = async (session, [from, to], options) => {
  if (options.allTags === true) return copyAllTags(session, from, to, options);
  const target = parseLocation(to);
  const copied = await copyBetween(session, parseLocation(from), target, options);
  await session.output.show(copied, [copied.reference]);
};

async function copyAllTags(session: Session, from: string, to: string, options: Options): Promise<void> {
  const [source, target] = [parseRepository(from), placeOf(to)];
  const repository = await session.registries.repository(source, 'from');
  const copied: Copied[] = [];
  for await (const tag of repository.tags.list({ withoutToolTags: true, signal: session.signal })) {
    const one: Location = { kind: 'registry', reference: { ...source, tag } };
    session.notices.say(`${formatLocation(one)} → ${formatLocation(target(tag))}`);
    copied.push(await copyBetween(session, one, target(tag), options));
  }
  await session.output.show(copied, () => copied.map(({ reference }) => reference));
}

/** The target of a tag: the same tag of a repository, or its name in a layout. */
function placeOf(to: string): (tag: Tag) => Location {
  const location = parseLocation(to);
  if (location.kind === 'registry') {
    const repository = parseRepository(to);
    return (tag) => ({ kind: 'registry', reference: { ...repository, tag } });
  }
  if (location.kind !== 'oci' || location.name !== undefined)
    throw new UsageError(
      'the target of --all-tags is a repository or a layout',
      'write the target as HOST/REPOSITORY or oci:DIR',
    );
  return (tag) => ({ ...location, name: tag });
}
