import { DatabaseUrlError } from './database-url-error.js';

export const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'] as const;
export type SslMode = (typeof sslModes)[number];

export const sessionAttributes = ['any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby'] as const;
export type SessionAttributes = (typeof sessionAttributes)[number];

const protocols = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type TlsProtocol = (typeof protocols)[number];

const wholeNumber = /^\s*-?\d{1,9}\s*$/;
const anything = undefined;

/** The known parameters with their allowed values: a list, a pattern, or anything. */
const parameters: Readonly<Record<string, readonly string[] | RegExp | undefined>> = {
  host: anything,
  hostaddr: anything,
  port: anything,
  user: anything,
  password: anything,
  dbname: anything,
  sslmode: sslModes,
  ssl: ['true', 'false'],
  sslrootcert: anything,
  sslcert: anything,
  sslkey: anything,
  sslpassword: anything,
  sslnegotiation: ['postgres', 'direct'],
  ssl_min_protocol_version: protocols,
  ssl_max_protocol_version: protocols,
  target_session_attrs: sessionAttributes,
  load_balance_hosts: ['disable', 'random'],
  connect_timeout: wholeNumber,
  application_name: anything,
  fallback_application_name: anything,
  options: anything,
  client_encoding: ['auto', 'UTF8', 'utf8', 'UTF-8', 'utf-8'],
  // These have no effect here, or ask for the behaviour that there is anyway.
  channel_binding: ['disable', 'prefer'],
  gssencmode: ['disable', 'prefer'],
  keepalives: wholeNumber,
  keepalives_idle: wholeNumber,
  keepalives_interval: wholeNumber,
  keepalives_count: wholeNumber,
  tcp_user_timeout: wholeNumber,
  sslcompression: ['0', '1'],
  sslsni: ['0', '1'],
};

/** Keywords of libpq that are not supported here. */
const unsupported =
  /^(passfile|service|servicefile|require_auth|requirepeer|requiressl|replication|sslcrl|sslcrldir|sslcertmode|sslkeylogfile|krbsrvname|gsslib|gssdelegation|scram_client_key|scram_server_key|min_protocol_version|max_protocol_version|oauth_\w+)$/;

/**
 * Refuses unknown parameters instead of ignoring them, because they may matter for security.
 * @throws DatabaseUrlError
 */
export function requireKnownParameters(keywords: ReadonlyMap<string, string>): void {
  try {
    for (const [keyword, value] of keywords) requireKnownParameter(keyword, value);
  } catch (error) {
    throw mayHoldPassword(keywords)
      ? new DatabaseUrlError('a parameter is wrong; write a / or ? in the password as %2F or %3F')
      : error;
  }
}

/** If a password has a / and a ?, the @ after it ends up in a parameter, and an error would show a part of the password. */
function mayHoldPassword(keywords: ReadonlyMap<string, string>): boolean {
  return [...keywords].some(([keyword, value]) => value.includes('@') && keyword !== 'user' && keyword !== 'password');
}

/** @throws DatabaseUrlError */
export function requireKnownParameter(keyword: string, value: string): void {
  if (unsupported.test(keyword)) throw new DatabaseUrlError(`the parameter ${keyword} is not supported`);
  if (!Object.hasOwn(parameters, keyword))
    throw new DatabaseUrlError(
      `${JSON.stringify(keyword)} is not a connection parameter; put settings of the server into options`,
    );
  requireValue(keyword, value, parameters[keyword]);
}

function requireValue(keyword: string, value: string, allowed: readonly string[] | RegExp | undefined): void {
  if (Array.isArray(allowed) && !allowed.includes(value))
    throw new DatabaseUrlError(`${keyword} is ${JSON.stringify(value)}; allowed: ${allowed.join(', ')}`);
  if (allowed instanceof RegExp && !allowed.test(value))
    throw new DatabaseUrlError(`${keyword} is ${JSON.stringify(value)}; allowed: a whole number`);
}
