import type { AccessState } from '@lading/core';

type Credentials = AccessState['credentials'];

/** The credentials of a state that have not expired. The list is a new object only if its content is new. */
export class LiveCredentials {
  #all: Credentials = [];
  #live: Credentials = [];

  of(all: Credentials, now: Date): Credentials {
    const live = all.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
    // Two selections from one list by time are the same if they have the same length.
    if (all !== this.#all || live.length !== this.#live.length) {
      this.#all = all;
      this.#live = live.length === all.length ? all : live;
    }
    return this.#live;
  }
}
