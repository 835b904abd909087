import { everyRepository, type NamedIdentity } from '@lading/core';
import type { AccessQuestion, AccessView, Claim, LiveAccess } from '../../src/live/access-view.js';

/** Accounts and rights that a test changes between two requests. */
export class SettableAccess implements LiveAccess, AccessView {
  readonly version = 1;
  readonly names = new Set<string>(['alice', 'ci']);
  readonly revoked = new Set<string>();
  /** Those of passwords of the htpasswd file, by the name of the user. */
  readonly marks = new Map<string, string>();
  notBefore = new Date(0);
  allows: (question: AccessQuestion) => boolean = () => true;

  get view(): AccessView {
    return this;
  }

  async refresh(): Promise<void> {}

  identify({ kind, name, credential, since, mark }: Claim): NamedIdentity | undefined {
    const isOver = since !== undefined && since < this.notBefore;
    const isOfOtherPassword = credential === undefined && mark !== this.marks.get(name);
    if (!this.names.has(name) || isOver || isOfOtherPassword || this.revoked.has(credential ?? '')) return undefined;
    return { kind, name, credential, groups: ['team'] };
  }

  markOf(user: string): string | undefined {
    return this.marks.get(user);
  }

  decide(question: AccessQuestion) {
    return { isAllowed: this.allows(question), isOutOfScope: false };
  }

  visibleRepositories() {
    return everyRepository;
  }
}
