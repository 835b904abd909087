import { authenticating } from './authenticating.js';
import type { ClientCase } from './client-case.js';
import { discovering } from './discovering.js';
import { knownHabits } from './known-habits.js';
import { pulling } from './pulling.js';
import { pushing } from './pushing.js';
import { redirects } from './redirects.js';
import { retrying } from './retrying.js';

/** Answers of registries that a client must accept, and requests that it must not send. */
export const clientCases: readonly ClientCase[] = [
  ...pulling,
  ...redirects,
  ...pushing,
  ...authenticating,
  ...retrying,
  ...discovering,
  ...knownHabits,
];
