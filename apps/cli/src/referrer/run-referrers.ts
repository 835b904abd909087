import type { ImageSource } from '@lading/client';
import { visibleText } from '@lading/client';
import type { Descriptor, Digest } from '@lading/core';
import { findManifest } from '../image/find-manifest.js';
import { withSource } from '../image/open-source.js';
import { formatLocation } from '../location/format-location.js';
import { parseLocation } from '../location/location.js';
import type { RunCommand } from '../session/define-command.js';
import { formatTable } from '../terminal/table.js';

interface Options {
  readonly artifactType?: string;
  readonly list?: boolean;
  readonly platform?: string;
}

/** A referrer with its own referrers. */
export interface ReferrerTree extends Descriptor {
  readonly referrers: readonly ReferrerTree[];
}

/** The longest chain of referrers. A hostile registry could send an endless one. */
const deepest = 16;

export const runReferrers: RunCommand<readonly [string], Options> = async (session, [text], options) => {
  const location = parseLocation(text);
  const { signal } = session;
  const { subject, referrers } = await withSource(session, location, async (source) => {
    const { descriptor } = await findManifest(source, options.platform, signal);
    const depth = options.list === true ? 1 : deepest;
    const search = { source, signal, artifactType: options.artifactType, seen: new Set<Digest>([descriptor.digest]) };
    return { subject: descriptor, referrers: await readTree(search, descriptor.digest, depth) };
  });
  await session.output.show({ reference: formatLocation(location), subject, referrers }, () =>
    options.list === true
      ? formatTable(referrers.map((each) => [each.digest, kindOf(each)]))
      : [formatLocation(location, subject.digest), ...drawTree(referrers, '')],
  );
};

interface Search {
  readonly source: ImageSource;
  readonly signal: AbortSignal;
  readonly artifactType: string | undefined;
  readonly seen: Set<Digest>;
}

async function readTree(search: Search, subject: Digest, depth: number): Promise<readonly ReferrerTree[]> {
  const { source, signal, artifactType, seen } = search;
  const found: Descriptor[] = [];
  for await (const referrer of source.referrers(subject, { signal }))
    if (artifactType === undefined || referrer.artifactType === artifactType) found.push(referrer);
  const trees: ReferrerTree[] = [];
  for (const referrer of found) {
    const isNew = !seen.has(referrer.digest);
    seen.add(referrer.digest);
    trees.push({
      ...referrer,
      referrers: isNew && depth > 1 ? await readTree(search, referrer.digest, depth - 1) : [],
    });
  }
  return trees;
}

function drawTree(trees: readonly ReferrerTree[], indent: string): readonly string[] {
  return trees.flatMap((tree, index) => {
    const isLast = index === trees.length - 1;
    const line = `${indent}${isLast ? '└── ' : '├── '}${kindOf(tree)}  ${tree.digest}`;
    return [line, ...drawTree(tree.referrers, `${indent}${isLast ? '    ' : '│   '}`)];
  });
}

function kindOf({ artifactType, mediaType }: Descriptor): string {
  return visibleText(artifactType ?? mediaType);
}
