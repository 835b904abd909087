import { z } from 'zod';

/** The most characters in the name of a user (also of an htpasswd file), a group or a robot. */
export const longestAccountName = 128;

/** The form of the names of accounts in the database. */
export const accountNameForm = new RegExp(`^[a-z0-9][a-z0-9._-]{0,${longestAccountName - 1}}$`);

/** The schema of these names. */
export const accountName = z
  .string()
  .max(longestAccountName)
  .regex(accountNameForm, 'must be lower-case letters, digits and . _ -, and begin with a letter or digit');
