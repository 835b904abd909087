import { isDeepStrictEqual } from 'node:util';

/** The members of a record that are of no interest to the audit, or that it must not have. */
const hidden = new Set(['id', 'version', 'createdAt', 'updatedAt', 'passwordHash', 'secretHash']);

/** A member before and after a change. */
interface ChangedMember {
  readonly from?: unknown;
  readonly to?: unknown;
}

/** The members that a change has changed, without secrets. For a hash, only whether it has changed. */
export function changedMembers(before: object | undefined, after: object | undefined): Record<string, unknown> {
  const [old, current] = [{ ...before } as Record<string, unknown>, { ...after } as Record<string, unknown>];
  const names = [...new Set([...Object.keys(old), ...Object.keys(current)])];
  const changed: Record<string, ChangedMember> = {};
  for (const name of names)
    if (!hidden.has(name) && !isDeepStrictEqual(old[name], current[name]))
      changed[name] = {
        ...(old[name] !== undefined && { from: old[name] }),
        ...(current[name] !== undefined && { to: current[name] }),
      };
  const isNewPassword = current.passwordHash !== undefined && old.passwordHash !== current.passwordHash;
  return { changed, ...(isNewPassword && { isNewPassword }) };
}
