import { images } from './images.mjs';
import { largeBlobs } from './large-blobs.mjs';
import { manifestPushes, pushes } from './pushes.mjs';
import { lists, smallRequests } from './small-requests.mjs';
import { memoryAtRest, memoryUnderLoad, startUp } from './whole-servers.mjs';

/** All loads, in the order that they run: what reads large files before what pushes them out of the page cache. */
export const loads = [
  memoryAtRest,
  ...largeBlobs,
  ...smallRequests,
  ...lists,
  ...manifestPushes,
  ...pushes,
  ...images,
  startUp,
  ...memoryUnderLoad,
];
