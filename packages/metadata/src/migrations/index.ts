import { InitialSchema1759276800000 } from './0001-initial-schema.js';
import { Turns1795478400000 } from './0002-turns.js';
import { DamagedBlobs1795914000000 } from './0004-damaged-blobs.js';
import { ClientsOfUploads1795915800000 } from './0005-clients-of-uploads.js';
import { Identity1795917600000 } from './0010-identity.js';

/** Oldest first. A migration that was released never changes. */
export const registryMigrations = [
  InitialSchema1759276800000,
  Turns1795478400000,
  DamagedBlobs1795914000000,
  ClientsOfUploads1795915800000,
  Identity1795917600000,
] as const;
