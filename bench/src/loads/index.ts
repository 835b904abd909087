import { images } from './images.js';
import { largeBlobs } from './large-blobs.js';
import type { Load } from './load.js';
import { manifestPushes, pushes } from './pushes.js';
import { lists, smallRequests } from './small-requests.js';
import { memoryAtRest, memoryUnderLoad, startUp } from './whole-servers.js';

/** All loads, in the order that they run: reads of large files before writes that push them out of the page cache. */
export const loads: readonly Load[] = [
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
