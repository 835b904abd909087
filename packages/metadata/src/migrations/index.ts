import { InitialSchema1759276800000 } from './0001-initial-schema.js';

/** Oldest first. A migration that was released never changes. */
export const registryMigrations = [InitialSchema1759276800000] as const;
