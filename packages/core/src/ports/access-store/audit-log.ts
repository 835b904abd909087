import type { Actor } from '../access/identity.js';
import type { Page } from '../page.js';

/** What happened, for the audit. It never contains a secret. At most 512 characters of a text are kept. */
export interface AuditEvent {
  /** Such as `sign-in`, `access.refused`, `user.created`, `rule.changed`, `tag.set`. */
  readonly action: string;
  readonly outcome: 'done' | 'refused';
  readonly actor: Actor;
  /** The id of the credential or session that was used. */
  readonly credential?: string | undefined;
  /** The rule that decided: its id, or its place in a file. */
  readonly rule?: string | undefined;
  readonly repository?: string | undefined;
  /** What the action was about: a tag, a digest, the name of a user. */
  readonly target?: string | undefined;
  /** The address of the client. */
  readonly address?: string | undefined;
  /** At most 256 characters are kept. */
  readonly userAgent?: string | undefined;
  readonly requestId?: string | undefined;
  /** Why it was refused, or which members were changed, without secrets. */
  readonly detail?: Readonly<Record<string, unknown>> | undefined;
}

export interface AuditEntry extends AuditEvent {
  /** A UUID of version 7: entries sort by it in the order of time. */
  readonly id: string;
  /** By the clock of the store. */
  readonly at: Date;
}

export interface AuditRequest {
  /** The id of the last entry that the reader has; the newest entry comes first. */
  readonly after?: string | undefined;
  /** At least 1. */
  readonly limit: number;
  /** Only entries that have all of these. */
  readonly filter?: {
    readonly action?: string | undefined;
    /** The name of the actor. */
    readonly actor?: string | undefined;
    readonly repository?: string | undefined;
    readonly outcome?: AuditEvent['outcome'] | undefined;
    /** The earliest time. */
    readonly from?: Date | undefined;
    /** Only before this time. */
    readonly to?: Date | undefined;
  };
  readonly signal?: AbortSignal | undefined;
}

/** Entries are never changed, and are deleted only by age. */
export interface AuditLog {
  /** Is durable when it resolves. */
  append(events: readonly AuditEvent[]): Promise<void>;
  /** The newest first. */
  read(request: AuditRequest): Promise<Page<AuditEntry>>;
  /**
   * Copies changes from the log of changes to the audit, each once, in their order, at most `limit`.
   * @returns how many were copied
   */
  copyChanges(limit: number): Promise<number>;
  /** Deletes entries that are older than `keepSeconds`; up to 31 days later. Prepares the log for the coming months. */
  maintain(keepSeconds: number): Promise<void>;
}
