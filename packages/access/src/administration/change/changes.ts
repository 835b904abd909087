import type { AccessState, AccessStore } from '@lading/core';
import type { AccessFiles } from '../../live/access-files.js';
import type { LiveState } from '../../live/live-state.js';
import type { AdministrationContext } from '../administration-context.js';
import { AdministrationError, administrationErrorOf } from '../administration-error.js';
import { ActorRights } from '../rights/actor-rights.js';
import { hasAdministrator } from '../rights/administrators.js';
import { GrantedChange } from './granted-change.js';

interface ChangesOptions {
  readonly store: AccessStore;
  readonly live: LiveState;
  /** The current rules, groups and users of files. */
  readonly files: () => AccessFiles;
}

/** Makes the changes of all operations, and finds the rights of their actors. */
export class Changes {
  constructor(private readonly options: ChangesOptions) {}

  /**
   * Makes a change with the rights that the actor has within it. Nothing happens if it leaves no administrator.
   * @throws AdministrationError `LAST_ADMINISTRATOR`, and what `work` throws
   */
  async make<Result>(
    context: AdministrationContext,
    work: (change: GrantedChange) => Promise<Result>,
  ): Promise<Result> {
    const { store, live, files } = this.options;
    const attempt = store.change(async (records) => {
      const state = await records.readState();
      const result = await work(new GrantedChange(records, state, ActorRights.of(context, state, files())));
      if (hasAdministrator(state, files()) && !hasAdministrator(await records.readState(), files()))
        throw new AdministrationError('LAST_ADMINISTRATOR', 'this would leave nobody who can manage the registry');
      return result;
    });
    const result = await attempt.catch((error) => {
      throw administrationErrorOf(error);
    });
    // The change is made, so it does not fail any more. A view that cannot be read now is read again soon.
    await live.refresh().catch(() => undefined);
    return result;
  }

  /**
   * As `make`, for changes that give lasting access.
   * @throws AdministrationError `RECENT_SIGN_IN_NEEDED` if the actor uses a session whose sign-in is too old
   */
  makeAfterSignIn<Result>(
    context: AdministrationContext,
    work: (change: GrantedChange) => Promise<Result>,
  ): Promise<Result> {
    return this.make(context, (change) => {
      change.rights.requireRecentSignIn();
      return work(change);
    });
  }

  /** The current rights of an actor, for operations that change nothing. */
  async rightsOf(context: AdministrationContext): Promise<ActorRights> {
    return (await this.read(context)).rights;
  }

  /** The current state, and the rights that the actor has in it. */
  async read(context: AdministrationContext): Promise<{ readonly state: AccessState; readonly rights: ActorRights }> {
    const state = await this.options.live.readState();
    return { state, rights: ActorRights.of(context, state, this.options.files()) };
  }
}
