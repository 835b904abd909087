import { isTag } from '@lading/core';
import { UsageError } from '../failure/command-error.js';
import { parseReference } from '../location/location.js';
import type { RunCommand } from '../session/define-command.js';

export const runTag: RunCommand<readonly [string, ...string[]], object> = async (session, [text, ...tags]) => {
  const wrong = tags.find((tag) => !isTag(tag));
  if (wrong !== undefined)
    throw new UsageError(`${wrong} is not a tag`, 'a tag has up to 128 letters, digits, dots, dashes and underscores');
  const reference = parseReference(text);
  const repository = await session.registries.repository(reference);
  const { signal } = session;
  const found = await repository.manifests.read(reference.digest ?? reference.tag ?? 'latest', { signal });
  const { mediaType, digest } = found.descriptor;
  await repository.manifests.push(found.bytes, { mediaType, digest, tags, signal });
  const references = tags.map((tag) => `${reference.registry}/${reference.repository}:${tag}`);
  await session.output.show({ digest, references }, references);
};
