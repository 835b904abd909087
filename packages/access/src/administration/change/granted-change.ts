import type { AccessChange, AccessState } from '@lading/core';
import type { ActorRights } from '../rights/actor-rights.js';
import { auditEventOf } from './audit-event-of.js';

/** One change by one actor: its records, and the state and the rights of the actor before it. */
export class GrantedChange {
  constructor(
    readonly records: AccessChange,
    readonly state: AccessState,
    readonly rights: ActorRights,
  ) {}

  /** When the change began, by the clock of the store. */
  get now(): Date {
    return this.records.now;
  }

  /** Adds to the audit, in the transaction of the change. */
  audit(action: string, target: string, detail?: Readonly<Record<string, unknown>>): void {
    this.records.audit(auditEventOf(this.rights.context, { action, target, detail }));
  }
}
