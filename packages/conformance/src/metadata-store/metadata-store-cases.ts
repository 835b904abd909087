import { blobRaces } from './blob-races.js';
import { blobs } from './blobs.js';
import { changeRaces } from './change-races.js';
import { changes } from './changes.js';
import { checkRaces } from './check-races.js';
import { checks } from './checks.js';
import { collection } from './collection.js';
import { damagedBlobs } from './damaged-blobs.js';
import { deadUploads } from './dead-uploads.js';
import { identity } from './identity.js';
import { manifestDeletion } from './manifest-deletion.js';
import { manifestRaces } from './manifest-races.js';
import { manifests } from './manifests.js';
import type { MetadataStoreCase } from './metadata-store-case.js';
import { mounts } from './mounts.js';
import { nondistributableBlobs } from './nondistributable-blobs.js';
import { referrers } from './referrers.js';
import { repositories } from './repositories.js';
import { sparseManifests } from './sparse-manifests.js';
import { tagConditions } from './tag-conditions.js';
import { tagLimits } from './tag-limits.js';
import { tagRaces } from './tag-races.js';
import { tags } from './tags.js';
import { turns } from './turns.js';
import { unreferencedBlobs } from './unreferenced-blobs.js';
import { uploadClosing } from './upload-closing.js';
import { uploadRaces } from './upload-races.js';
import { uploadSessions } from './upload-sessions.js';
import { visibleRepositories } from './visible-repositories.js';

/** All that the port `MetadataStore` promises, as cases. */
export const metadataStoreCases: readonly MetadataStoreCase[] = [
  ...repositories,
  ...visibleRepositories,
  ...manifests,
  ...manifestDeletion,
  ...sparseManifests,
  ...nondistributableBlobs,
  ...tags,
  ...tagConditions,
  ...tagLimits,
  ...referrers,
  ...blobs,
  ...mounts,
  ...damagedBlobs,
  ...uploadSessions,
  ...uploadClosing,
  ...deadUploads,
  ...collection,
  ...unreferencedBlobs,
  ...turns,
  ...identity,
  ...changes,
  ...checks,
  ...manifestRaces,
  ...tagRaces,
  ...blobRaces,
  ...uploadRaces,
  ...changeRaces,
  ...checkRaces,
];
