import type { AccessStore } from '@lading/core';
import type { KeyTimes } from '../../signing-key/signing-times.js';
import type { AdministrationContext } from '../administration-context.js';
import { AdministrationError } from '../administration-error.js';
import { auditEventOf } from '../change/audit-event-of.js';
import type { Changes } from '../change/changes.js';
import { notFound } from '../change/expectation.js';

/** The keys of the token service. */
export interface TokenKeys {
  /** The oldest activation first. */
  list(): readonly KeyTimes[];
  /** Makes the next key, which signs as soon as all replicas know it. */
  rotate(): Promise<void>;
  /** Ends a key now. @returns whether there was one */
  drop(kid: string): Promise<boolean>;
}

interface KeyAdministrationOptions {
  readonly store: Pick<AccessStore, 'audit'>;
  readonly changes: Changes;
  /** Absent if the registry has no token service of its own. */
  readonly keys?: TokenKeys | undefined;
}

/** Keys of the token service, which administrators manage. */
export class KeyAdministration {
  constructor(private readonly options: KeyAdministrationOptions) {}

  /** The oldest first. @throws AdministrationError `FORBIDDEN` */
  async list(context: AdministrationContext): Promise<readonly KeyTimes[]> {
    (await this.options.changes.rightsOf(context)).requireAdministrator();
    return this.options.keys?.list() ?? [];
  }

  /** Makes the next key, which signs as soon as all replicas know it. @throws AdministrationError */
  async rotate(context: AdministrationContext): Promise<void> {
    const keys = await this.requireKeys(context);
    await keys.rotate();
    await this.audit(context, 'key.rotated');
  }

  /** Ends a key at once: its tokens are no longer valid. @throws AdministrationError */
  async drop(context: AdministrationContext, kid: string): Promise<void> {
    const keys = await this.requireKeys(context);
    if (!(await keys.drop(kid))) throw notFound(`key ${kid}`);
    await this.audit(context, 'key.dropped', kid);
  }

  private async requireKeys(context: AdministrationContext): Promise<TokenKeys> {
    const rights = await this.options.changes.rightsOf(context);
    rights.requireAdministrator();
    rights.requireRecentSignIn();
    if (this.options.keys === undefined)
      throw new AdministrationError('NOT_FOUND', 'this registry has no token service of its own');
    return this.options.keys;
  }

  private audit(context: AdministrationContext, action: string, target?: string): Promise<void> {
    return this.options.store.audit.append([auditEventOf(context, { action, target })]);
  }
}
