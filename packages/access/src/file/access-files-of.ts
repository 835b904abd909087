import type { AccessRulesOfFile } from '../access.js';
import type { AccessFiles } from '../live/access-files.js';
import { trustsOfFile } from '../trust-rule/trust-entry.js';
import { rulesOfFile } from './rules-of-file.js';

/** Those who have passwords in the htpasswd file. */
export type FileUsers = Pick<AccessFiles, 'users' | 'marksOf'>;

/** Joins the content of an access file with the users of the htpasswd file, which follow its changes. */
export function accessFilesOf(
  { rules = [], groups = {}, trusts = [], issuers = [], providers = [] }: AccessRulesOfFile,
  people: FileUsers,
): AccessFiles {
  return {
    rules: rulesOfFile(rules),
    groups: new Map(Object.entries(groups)),
    trusts: trustsOfFile(trusts),
    issuers,
    providers,
    get users() {
      return people.users;
    },
    marksOf: people.marksOf,
  };
}
