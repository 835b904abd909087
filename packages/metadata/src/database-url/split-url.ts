import { DatabaseUrlError } from './database-url-error.js';

/** `postgresql://[user[:password]@][host[:port],…][/database][?parameters]`; a host has none of the delimiters. */
const form =
  /^postgres(?:ql)?:\/\/(?:(?<userinfo>[^/]*?)@)?(?<hosts>[^/?@]*)(?:\/(?<database>[^?]*))?(?:\?(?<query>.*))?$/s;

/** One host of the list; IPv6 addresses are in brackets. */
const hostForm = /^(?:\[(?<address>[^\]]*)\]|(?<host>[^:]*))(?::(?<port>.*))?$/s;

/**
 * Splits a database URL into libpq's keywords, with hosts and ports as lists separated by commas. A parameter of the query
 * overrides the same part before the query.
 * @throws DatabaseUrlError if it does not have that form
 * @see https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
 */
export function splitUrl(url: string): ReadonlyMap<string, string> {
  const { userinfo = '', hosts = '', database = '', query = '' } = form.exec(url)?.groups ?? refuse();
  if (/\p{Surrogate}/u.test(url))
    throw new DatabaseUrlError('it has half of a surrogate pair, which is not a character');
  const keywords = new Map<string, string>();
  const set = (keyword: string, value: string) => {
    if (value !== '') keywords.set(keyword, decode(keyword, value));
  };
  const [user = '', ...password] = userinfo.split(':');
  set('user', user);
  set('password', password.join(':'));
  if (database.includes('@')) throw new DatabaseUrlError('it has an @ after a /; write a / in the password as %2F');
  setHosts(hosts, set);
  set('dbname', database);
  for (const parameter of query === '' ? [] : query.split('&')) {
    const [keyword = '', ...value] = parameter.split('=');
    if (value.length === 0 || keyword === '')
      throw new DatabaseUrlError('its query does not have the form key=value&key=value');
    keywords.set(decode('a key of the query', keyword), decodeValue(keyword, value.join('=')));
  }
  return keywords;
}

function refuse(): never {
  throw new DatabaseUrlError('it does not have the form postgres://user:password@host:5432/database');
}

function setHosts(list: string, set: (keyword: string, value: string) => void): void {
  const hosts = list.split(',').map((host) => {
    const { address, host: name, port } = hostForm.exec(host)?.groups ?? {};
    if (address === undefined && name === undefined)
      throw new DatabaseUrlError('it has an IPv6 address that is not in brackets');
    return { host: address ?? name ?? '', port: port ?? '' };
  });
  if (hosts.some(({ host }) => host !== '')) set('host', hosts.map(({ host }) => host).join(','));
  if (hosts.some(({ port }) => port !== '')) set('port', hosts.map(({ port }) => port).join(','));
}

/**
 * As in libpq, a `+` is not a space. In `options` it is one: URL libraries write it there, and no setting begins with it. An
 * error does not show the keyword, which is a part of the password if that has a `/` and a `?`.
 */
function decodeValue(keyword: string, text: string): string {
  return decode('a value of the query', keyword === 'options' ? text.replaceAll('+', ' ') : text);
}

function decode(name: string, text: string): string {
  const value = decodeText(name, text);
  if (value.includes('\0')) throw new DatabaseUrlError(`${name} has a zero byte`);
  return value;
}

function decodeText(name: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new DatabaseUrlError(`${name} has a % that does not begin an encoded UTF-8 character: write %25 for it`);
  }
}
