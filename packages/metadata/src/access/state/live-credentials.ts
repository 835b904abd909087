import type { AccessState } from '@lading/core';

type Credentials = AccessState['credentials'];

/** The credentials of a state that have not expired. While these are the same, they are the same list object. */
export class LiveCredentials {
  #all: Credentials = [];
  #live: Credentials = [];

  of(all: Credentials, now: Date): Credentials {
    const live = all.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
    // Of one list, those at two times are the same if they are as many.
    if (all !== this.#all || live.length !== this.#live.length) {
      this.#all = all;
      this.#live = live.length === all.length ? all : live;
    }
    return this.#live;
  }
}
