import type { LoginProvider } from '@lading/access/testing';
import type { Checks } from '../harness/checks.js';
import type { LadingCommand } from '../harness/lading-command.js';
import type { WatchedBrowser } from './browser.js';

/** What the rows of this check share. */
export interface BrowserSetting {
  readonly checks: Checks;
  readonly browser: WatchedBrowser;
  /** The identity provider of the registry. It signs in everybody as its `person`. */
  readonly provider: LoginProvider;
  /** The URL of the replica that people use. */
  readonly url: string;
  /** The URL of a replica behind a proxy that ends TLS. */
  readonly secureUrl: string;
  /** The host of another replica on the same database. */
  readonly otherHost: string;
  /** Users of the registry, with this password. */
  readonly password: string;
  /** The command of this check, with a home of its own. */
  readonly lading: LadingCommand;
  /** The environment of that command, to start it with its output. */
  readonly home: string;
}
