import type { CredentialRecord, Subject } from '@lading/core';
import type { GrantedChange } from './granted-change.js';

/**
 * Removes a deleted account from the rules of the database, and deletes its credentials and trust rules. Otherwise a later account
 * of the same name would inherit them. A rule for this account alone is deleted.
 */
export async function forgetSubject(
  change: GrantedChange,
  kind: 'user' | 'group' | 'robot',
  name: string,
): Promise<void> {
  const subject: Subject = `${kind}:${name}`;
  for (const rule of change.state.rules) {
    if (!rule.who.includes(subject)) continue;
    const who = rule.who.filter((each) => each !== subject);
    if (who.length === 0) await change.records.rules.delete(rule.id);
    else await change.records.rules.replace({ ...rule, who });
    change.audit(who.length === 0 ? 'rule.deleted' : 'rule.changed', rule.id, { without: subject });
  }
  if (kind !== 'group') await deleteCredentials(change, { kind, name });
  if (kind === 'robot') await deleteTrusts(change, name);
}

async function deleteTrusts(change: GrantedChange, robot: string): Promise<void> {
  for (const trust of change.state.trusts) {
    if (trust.robot !== robot) continue;
    await change.records.trusts.delete(trust.id);
    change.audit('trust.deleted', trust.id, { robot });
  }
}

async function deleteCredentials(change: GrantedChange, owner: CredentialRecord['owner']): Promise<void> {
  for (const credential of change.state.credentials) {
    if (credential.owner.kind !== owner.kind || credential.owner.name !== owner.name) continue;
    await change.records.credentials.delete(credential.id);
    change.audit('credential.revoked', credential.id, { owner });
  }
}
