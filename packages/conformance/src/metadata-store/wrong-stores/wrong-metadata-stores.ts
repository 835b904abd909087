import { wrongBlobs, wrongMounts } from './wrong-blobs.js';
import { wrongChanges } from './wrong-changes.js';
import { wrongChecks } from './wrong-checks.js';
import { wrongCollections, wrongUnreferencedBlobs } from './wrong-collection.js';
import { wrongDamage } from './wrong-damage.js';
import { wrongManifests } from './wrong-manifests.js';
import type { WrongMetadataStore } from './wrong-metadata-store.js';
import { wrongReferences } from './wrong-references.js';
import { wrongReferrers } from './wrong-referrers.js';
import { wrongRegistryRecords, wrongRepositories, wrongTasks } from './wrong-repositories.js';
import { wrongTagConditions, wrongTags } from './wrong-tags.js';
import { wrongClosings, wrongDeadUploads, wrongUploads } from './wrong-uploads.js';
import { wrongVisibility } from './wrong-visibility.js';

/** Stores that each break a promise of the port `MetadataStore`, with the cases that must notice it. */
export const wrongMetadataStores: readonly WrongMetadataStore[] = [
  ...wrongRepositories,
  ...wrongVisibility,
  ...wrongManifests,
  ...wrongReferences,
  ...wrongTags,
  ...wrongTagConditions,
  ...wrongReferrers,
  ...wrongBlobs,
  ...wrongMounts,
  ...wrongDamage,
  ...wrongUploads,
  ...wrongClosings,
  ...wrongDeadUploads,
  ...wrongCollections,
  ...wrongUnreferencedBlobs,
  ...wrongRegistryRecords,
  ...wrongTasks,
  ...wrongChanges,
  ...wrongChecks,
];
