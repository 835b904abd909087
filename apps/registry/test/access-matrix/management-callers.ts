import type { Ask } from '../harness/ask.js';
import { basic, type Person, requestToken, scopesOf } from './callers.js';

/** A client of the management API that may manage nothing, and the status that it gets if it is refused. */
export interface ManagementCaller {
  readonly title: string;
  readonly authorization: string | undefined;
  /** Whether the API accepts it as a user. Other clients get `status` at each route that does not answer everybody. */
  readonly isUser: boolean;
  readonly status: 401 | 403;
}

/** The API accepts only users with personal access tokens. It refuses other accounts and other kinds of credentials. */
export async function managementCallers(people: readonly Person[], ask: Ask): Promise<readonly ManagementCaller[]> {
  const secretOf = (title: string) => people.find((person) => person.title === title)?.secret ?? '';
  const stays = (title: string, authorization: string | undefined, status: 401 | 403 = 401) => ({
    title,
    authorization,
    isUser: false,
    status,
  });
  const comes = (title: string) => ({
    title,
    authorization: `Bearer ${secretOf(title)}`,
    isUser: true,
    status: 403 as const,
  });
  const token = await requestToken(ask, secretOf('root'), scopesOf('seen/there'));
  return [
    stays('anonymous', undefined),
    stays('root by Basic', basic(secretOf('root'))),
    stays('root by a token of the token service', `Bearer ${token}`),
    stays('a robot', `Bearer ${secretOf('a robot')}`, 403),
    stays('an unknown secret', `Bearer ldp_${'a'.repeat(46)}`),
    ...['disabled', 'revoked', 'expired'].map((title) => stays(title, `Bearer ${secretOf(title)}`)),
    ...['nobody', 'pusher', 'root with a narrow token', 'puller with a wide token'].map(comes),
  ];
}
