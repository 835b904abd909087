import { aborting } from './aborting.js';
import type { BlobStoreCase } from './blob-store-case.js';
import { closing } from './closing.js';
import { committing } from './committing.js';
import { concurrency } from './concurrency.js';
import { deleting } from './deleting.js';
import { interruptedUploads } from './interrupted-uploads.js';
import { listing } from './listing.js';
import { ownership } from './ownership.js';
import { reading } from './reading.js';
import { streaming } from './streaming.js';
import { takenOver } from './taken-over.js';
import { uploading } from './uploading.js';

/** All that the port `BlobStore` promises, as cases. */
export const blobStoreCases: readonly BlobStoreCase[] = [
  ...uploading,
  ...interruptedUploads,
  ...closing,
  ...committing,
  ...aborting,
  ...reading,
  ...deleting,
  ...listing,
  ...ownership,
  ...concurrency,
  ...takenOver,
  ...streaming,
];
