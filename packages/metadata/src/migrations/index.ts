import { InitialSchema1759276800000 } from './0001-initial-schema.js';
import { Turns1795478400000 } from './0002-turns.js';

/** Oldest first. A migration that was released never changes. */
export const registryMigrations = [InitialSchema1759276800000, Turns1795478400000] as const;
