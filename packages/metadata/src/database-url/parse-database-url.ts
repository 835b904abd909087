import { userInfo } from 'node:os';
import { type DatabaseHost, formatHost, hostsOf } from './hosts.js';
import { requireKnownParameters, type SessionAttributes } from './parameters.js';
import { splitUrl } from './split-url.js';
import { type TlsChoice, tlsChoicesOf } from './tls-choices.js';

/** What a database URL says. The password is in here: not for printing. */
export interface DatabaseUrl {
  readonly hosts: readonly DatabaseHost[];
  /** What to try with each host, in this order. */
  readonly tls: readonly TlsChoice[];
  readonly directTls: boolean;
  readonly sessionAttributes: SessionAttributes;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  readonly applicationName: string | undefined;
  /** Settings for the server, as on its command line: `-c name=value`. */
  readonly options: string | undefined;
  /** How long to wait for each host. */
  readonly connectTimeoutSeconds: number | undefined;
  /** Where the database is, as it may be printed: no user, no password, no parameters. */
  readonly printable: string;
}

/**
 * Reads a database URL as libpq does, with several hosts. Of what it leaves out, `PGHOST`, `PGPORT`, `PGUSER`,
 * `PGPASSWORD`, `PGDATABASE` and the file of passwords are consulted.
 * @throws DatabaseUrlError that says what is wrong, also of a file that it names
 * @see https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
 */
export function parseDatabaseUrl(url: string): DatabaseUrl {
  const keywords = splitUrl(url);
  requireKnownParameters(keywords);
  const hosts = hostsOf(keywords);
  const connectTimeout = Number(keywords.get('connect_timeout') ?? 0);
  const database = keywords.get('dbname') || undefined;
  return {
    hosts: keywords.get('load_balance_hosts') === 'random' ? shuffled(hosts) : hosts,
    tls: tlsChoicesOf(keywords),
    directTls: keywords.get('sslnegotiation') === 'direct',
    sessionAttributes: (keywords.get('target_session_attrs') ?? 'any') as SessionAttributes,
    user: keywords.get('user') || process.env.PGUSER || ownName(),
    password: keywords.get('password') || undefined,
    database,
    applicationName: keywords.get('application_name') ?? keywords.get('fallback_application_name'),
    options: keywords.get('options') || undefined,
    connectTimeoutSeconds: connectTimeout > 0 ? connectTimeout : undefined,
    printable: `postgres://${hosts.map(formatHost).join(',')}/${encodeURI(database ?? '')}`,
  };
}

/** Undefined for a user that the system has no name for, as in some containers. */
function ownName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
