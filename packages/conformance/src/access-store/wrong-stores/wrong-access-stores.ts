import type { WrongAccessStore } from './wrong-access-store.js';
import { wrongAudits, wrongCopies } from './wrong-audits.js';
import { wrongChanges, wrongStates, wrongTimes, wrongWatches } from './wrong-changes.js';
import { wrongCredentials } from './wrong-credentials.js';
import { wrongDeviceRequests } from './wrong-device-requests.js';
import { wrongExchanges } from './wrong-exchanges.js';
import { wrongLists } from './wrong-lists.js';
import { wrongNames, wrongRecords } from './wrong-records.js';
import { wrongFailures, wrongSessions, wrongSigningKeys } from './wrong-sign-ins.js';
import { wrongSingleUses } from './wrong-single-uses.js';

/** Stores that each break a promise of the port `AccessStore`, with the cases that must notice it. */
export const wrongAccessStores: readonly WrongAccessStore[] = [
  ...wrongRecords,
  ...wrongNames,
  ...wrongLists,
  ...wrongCredentials,
  ...wrongChanges,
  ...wrongStates,
  ...wrongTimes,
  ...wrongWatches,
  ...wrongAudits,
  ...wrongCopies,
  ...wrongSessions,
  ...wrongFailures,
  ...wrongExchanges,
  ...wrongDeviceRequests,
  ...wrongSingleUses,
  ...wrongSigningKeys,
];
