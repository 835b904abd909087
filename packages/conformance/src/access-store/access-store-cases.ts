import type { AccessStoreCase } from './access-store-case.js';
import { audit } from './audit.js';
import { auditFilters } from './audit-filters.js';
import { changeRaces } from './change-races.js';
import { changes } from './changes.js';
import { copiedChanges } from './copied-changes.js';
import { credentials } from './credentials.js';
import { deviceRequests } from './device-requests.js';
import { exchangedSecrets } from './exchanged-secrets.js';
import { failures } from './failures.js';
import { laterStates } from './later-states.js';
import { lists } from './lists.js';
import { names } from './names.js';
import { records } from './records.js';
import { sessionLimits } from './session-limits.js';
import { sessions } from './sessions.js';
import { signingKeys } from './signing-keys.js';
import { singleUses } from './single-uses.js';
import { state } from './state.js';
import { times } from './times.js';
import { watch } from './watch.js';

/** All that the port `AccessStore` promises, as cases. */
export const accessStoreCases: readonly AccessStoreCase[] = [
  ...records,
  ...names,
  ...lists,
  ...credentials,
  ...changes,
  ...changeRaces,
  ...state,
  ...laterStates,
  ...times,
  ...watch,
  ...audit,
  ...auditFilters,
  ...copiedChanges,
  ...sessions,
  ...sessionLimits,
  ...failures,
  ...exchangedSecrets,
  ...deviceRequests,
  ...singleUses,
  ...signingKeys,
];
