import { userInfo } from 'node:os';
import { withEnvironment } from './environment.js';
import { type DatabaseHost, formatHost, hostsOf } from './hosts.js';
import { requireKnownParameters, type SessionAttributes } from './parameters.js';
import { splitUrl } from './split-url.js';
import { type TlsChoice, tlsChoicesOf } from './tls-choices.js';

/** A parsed database URL. It contains the password: do not print it. */
export interface DatabaseUrl {
  readonly hosts: readonly DatabaseHost[];
  /** The TLS choices to try with each host, in this order. */
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
  /** The URL without user, password and parameters, for messages. */
  readonly printable: string;
}

/**
 * Parses a database URL as libpq does, including several hosts. `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD`, `PGDATABASE`, the
 * variables in `environment.ts` and the password file fill in the missing parts.
 * @throws DatabaseUrlError that names the wrong part, or the wrong file
 * @see https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
 */
export function parseDatabaseUrl(url: string): DatabaseUrl {
  const ofUrl = splitUrl(url);
  requireKnownParameters(ofUrl);
  const keywords = withEnvironment(ofUrl);
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

/** The name of the system user; undefined if it has none, as in some containers. */
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
