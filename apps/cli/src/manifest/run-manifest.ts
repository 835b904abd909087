import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { visibleText } from '@lading/client';
import { NotFoundError } from '../failure/command-error.js';
import { findManifest } from '../image/find-manifest.js';
import { withSource } from '../image/open-source.js';
import { formatLocation } from '../location/format-location.js';
import { parseLocation, parseReference } from '../location/location.js';
import type { RunCommand } from '../session/define-command.js';

export const runGet: RunCommand<readonly [string], { readonly platform?: string }> = async (
  session,
  [text],
  { platform },
) => {
  const { bytes, descriptor } = await withSource(session, parseLocation(text), (source) =>
    findManifest(source, platform, session.signal),
  );
  if (session.output.format === 'text') return session.output.write(bytes);
  const manifest: unknown = JSON.parse(new TextDecoder().decode(bytes));
  await session.output.show({ descriptor, manifest }, []);
};

export const runHead: RunCommand<readonly [string], object> = async (session, [text]) => {
  const reference = parseReference(text);
  const repository = await session.registries.repository(reference);
  const found = await repository.manifests.stat(reference.digest ?? reference.tag ?? 'latest', {
    signal: session.signal,
  });
  const name = formatLocation({ kind: 'registry', reference });
  if (found === undefined)
    throw new NotFoundError(
      `${name} does not exist`,
      `list its tags with: lading ls ${reference.registry}/${reference.repository}`,
    );
  const { digest, mediaType, size } = found;
  await session.output.show({ digest, mediaType, size }, [
    `digest      ${digest}`,
    `media type  ${visibleText(mediaType)}`,
    `size        ${size}`,
  ]);
};

export const runPut: RunCommand<readonly [string, string], { readonly mediaType?: string }> = async (
  session,
  [text, file],
  { mediaType },
) => {
  const reference = parseReference(text);
  const bytes = file === '-' ? await buffer(process.stdin) : await readFile(file);
  const repository = await session.registries.repository(reference);
  const { tag, digest } = reference;
  const pushed = await repository.manifests.push(bytes, {
    mediaType,
    digest,
    tags: tag === undefined ? [] : [tag],
    signal: session.signal,
  });
  const name = formatLocation({ kind: 'registry', reference }, pushed.digest);
  await session.output.show({ reference: name, ...pushed }, [name]);
};
