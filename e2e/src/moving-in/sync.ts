import type { Checks } from '../harness/checks.js';
import { expectEqual, expectNone } from '../harness/expect.js';
import { createLading } from '../harness/lading-command.js';
import type { Untagged } from './content.js';
import { findDifferences, type RegistryContent } from './read-registry.js';
import { withLading } from './with-lading.js';

/** The part of `lading sync --output json` that is read here. */
interface SyncResult {
  readonly failed: readonly unknown[];
  readonly blobs: { readonly copied: number; readonly mounted: number };
}

/** A running registry and its content. */
export interface SyncSource {
  readonly host: string;
  readonly content: RegistryContent;
  readonly untagged: readonly Untagged[];
}

/** Copies from a registry while it runs. Manifests without a tag stay behind. */
export async function checkSync(
  checks: Checks,
  name: string,
  source: SyncSource,
  dataDirectory: string,
): Promise<void> {
  const wanted = onlyTagged(source);
  const lading = createLading(`${dataDirectory}.home`);
  await withLading(dataDirectory, {}, async (registry) => {
    const sync = () => lading.json<SyncResult>('sync', source.host, registry.host);
    await checks.check(`${name}: lading sync brings everything that has a tag from the running registry`, async () => {
      expectEqual((await sync()).failed, []);
      expectNone(await findDifferences(wanted, registry.url));
    });
    await checks.check(`${name}: a second lading sync sends no blob`, async () => {
      const { copied, mounted } = (await sync()).blobs;
      expectEqual([copied, mounted], [0, 0]);
    });
  });
}

function onlyTagged({ content, untagged }: SyncSource): RegistryContent {
  const isTagged = (name: string) =>
    !untagged.some(({ repository }) => name === repository || name.startsWith(`${repository}@`));
  const only = <Value>(map: ReadonlyMap<string, Value>) => new Map([...map].filter(([name]) => isTagged(name)));
  return {
    repositories: content.repositories.filter(isTagged),
    tags: content.tags,
    manifests: only(content.manifests),
    blobs: only(content.blobs),
  };
}
