import type { IncomingMessage } from 'node:http';
import type { Identity, RepositoryFilter, RepositoryName } from '@lading/core';
import type { Permissions } from './permissions.js';

/** For how long a permission counts without another question. */
const permissionMilliseconds = 1000;

/** Who sent a request, and what else it may do, for a handler. */
export class Caller {
  private readonly admittedAt = performance.now();

  constructor(
    private readonly permissions: Permissions,
    private readonly named: RepositoryName | undefined,
    /** The rule that has allowed the request, if the authorizer has named one. */
    readonly rule: string | undefined,
    private readonly admit: () => Promise<unknown>,
  ) {}

  get identity(): Identity {
    return this.permissions.identity;
  }

  /**
   * The repository that the requirement of the handler is about.
   * @throws Error if the requirement is about no repository
   */
  get repository(): RepositoryName {
    if (this.named === undefined) throw new Error('the handler requires nothing of a repository');
    return this.named;
  }

  /**
   * Asks for permission again, unless it was given just now. Call it before a change that has waited for the body of the request:
   * whoever has lost a right must not keep it by sending slowly.
   * @throws HttpException as the guard does
   */
  async requireStill(): Promise<void> {
    if (performance.now() - this.admittedAt > permissionMilliseconds) await this.admit();
  }

  /** Whether the caller may pull from another repository, for a mount (AUTH-13). */
  async mayPull(repository: RepositoryName): Promise<boolean> {
    const { outcome } = await this.permissions.check([{ type: 'repository', name: repository, actions: ['pull'] }]);
    return outcome === 'allowed';
  }

  /** The repositories that the caller may see in lists. */
  visibleRepositories(): Promise<RepositoryFilter> {
    return this.permissions.visibleRepositories();
  }
}

/** A property of the request, because a `WeakMap` would cost more. */
const callerKey = Symbol('caller');

type Asked = IncomingMessage & { [callerKey]?: Caller };

/** Stores the caller of a request to which access was granted. */
export function setCaller(request: IncomingMessage, caller: Caller): void {
  (request as Asked)[callerKey] = caller;
}

/** The caller of a request; `undefined` before access was granted. */
export function callerOf(request: IncomingMessage): Caller | undefined {
  return (request as Asked)[callerKey];
}
