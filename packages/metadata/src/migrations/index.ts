import { InitialSchema1759276800000 } from './0001-initial-schema.js';
import { Turns1795478400000 } from './0002-turns.js';
import { DamagedBlobs1795914000000 } from './0004-damaged-blobs.js';
import { ClientsOfUploads1795915800000 } from './0005-clients-of-uploads.js';
import { Identity1795917600000 } from './0010-identity.js';
import { Changes1795966200000 } from './0011-changes.js';
import { Access1796000400000 } from './0013-access.js';
import { MarksOfSessions1796005800000 } from './0015-marks-of-sessions.js';
import { Trust1796010000000 } from './0016-trust.js';
import { StampsOfChanges1796016000000 } from './0017-stamps-of-changes.js';
import { DeviceRequests1796070000000 } from './0019-device-requests.js';
import { IdentitiesOfUsers1796080000000 } from './0020-identities-of-users.js';
import { KindsOfSessions1796090000000 } from './0021-kinds-of-sessions.js';

/** Oldest first. A migration that was released never changes. */
export const registryMigrations = [
  InitialSchema1759276800000,
  Turns1795478400000,
  DamagedBlobs1795914000000,
  ClientsOfUploads1795915800000,
  Identity1795917600000,
  Changes1795966200000,
  Access1796000400000,
  MarksOfSessions1796005800000,
  Trust1796010000000,
  StampsOfChanges1796016000000,
  DeviceRequests1796070000000,
  IdentitiesOfUsers1796080000000,
  KindsOfSessions1796090000000,
] as const;
