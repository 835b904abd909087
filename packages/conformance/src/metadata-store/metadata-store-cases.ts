import { blobRaces } from './blob-races.js';
import { blobs } from './blobs.js';
import { damagedBlobs } from './damaged-blobs.js';
import { deadUploads } from './dead-uploads.js';
import { identity } from './identity.js';
import { manifestDeletion } from './manifest-deletion.js';
import { manifestRaces } from './manifest-races.js';
import { manifests } from './manifests.js';
import type { MetadataStoreCase } from './metadata-store-case.js';
import { mounts } from './mounts.js';
import { nondistributableBlobs } from './nondistributable-blobs.js';
import { reclaim } from './reclaim.js';
import { referrers } from './referrers.js';
import { repositories } from './repositories.js';
import { sparseManifests } from './sparse-manifests.js';
import { tagConditions } from './tag-conditions.js';
import { tagRaces } from './tag-races.js';
import { tags } from './tags.js';
import { turns } from './turns.js';
import { unreferencedBlobs } from './unreferenced-blobs.js';
import { uploadClosing } from './upload-closing.js';
import { uploadRaces } from './upload-races.js';
import { uploadSessions } from './upload-sessions.js';

/** All that the port `MetadataStore` promises, as cases. */
export const metadataStoreCases: readonly MetadataStoreCase[] = [
  ...repositories,
  ...manifests,
  ...manifestDeletion,
  ...sparseManifests,
  ...nondistributableBlobs,
  ...tags,
  ...tagConditions,
  ...referrers,
  ...blobs,
  ...mounts,
  ...damagedBlobs,
  ...uploadSessions,
  ...uploadClosing,
  ...deadUploads,
  ...reclaim,
  ...unreferencedBlobs,
  ...turns,
  ...identity,
  ...manifestRaces,
  ...tagRaces,
  ...blobRaces,
  ...uploadRaces,
];
