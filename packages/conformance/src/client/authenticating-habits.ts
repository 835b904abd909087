import type { Habit, RecordedRequest } from './scripted-registry.js';
import { errorAnswer } from './scripted-registry.js';

interface Login {
  readonly username: string;
  readonly password: string;
}

/** The field that `Basic` sends. */
export function basicField({ username, password }: Login): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** A registry that wants Basic for everything. */
export function basicOnly(login: Login): Habit {
  return ({ headers, path }) =>
    !path.startsWith('/v2/') || headers.authorization === basicField(login)
      ? undefined
      : errorAnswer(401, 'UNAUTHORIZED', { 'www-authenticate': 'Basic realm="registry"' });
}

/** A registry that wants one of these tokens for everything, and says so by this challenge. */
export function bearerOnly(
  challenge: (request: RecordedRequest) => string,
  isGood: (token: string, request: RecordedRequest) => boolean,
): Habit {
  return (request) => {
    if (!request.path.startsWith('/v2/')) return undefined;
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token !== undefined && isGood(token, request)) return undefined;
    return errorAnswer(401, 'UNAUTHORIZED', { 'www-authenticate': challenge(request) });
  };
}

/** The scope that a request needs, as Distribution asks for it. */
export function scopeFor({ method, path }: Pick<RecordedRequest, 'method' | 'path'>): string {
  const name = /^\/v2\/(.+?)\/(?:blobs|manifests|tags|referrers)\//.exec(path)?.[1] ?? '';
  const actions = method === 'DELETE' ? 'delete' : method === 'GET' || method === 'HEAD' ? 'pull' : 'pull,push';
  return `repository:${name}:${actions}`;
}
