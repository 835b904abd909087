import { fileURLToPath } from 'node:url';

/** The root of the repository. Its path may hold spaces, so it never goes through a shell. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
