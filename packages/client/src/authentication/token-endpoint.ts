import { basicAuthorization, type Credential } from '../credentials/credential.js';
import { ClientError } from '../error/client-error.js';
import type { Answer } from '../http/answer.js';
import type { HttpRequest } from '../http/exchange.js';
import { readResponseError } from '../http/read-response-error.js';
import { refusalOf, type SentRequest } from './refusal-of.js';

/** A request for a token. */
export interface TokenRequest extends SentRequest {
  readonly realm: URL;
  readonly service: string | undefined;
}

export interface Token {
  readonly token: string;
  readonly expiresInSeconds: number;
  /** Replaces the identity token of the request; some endpoints give a new one each time. */
  readonly identityToken: string | undefined;
}

export type SendTokenRequest = (request: HttpRequest) => Promise<Answer>;

const clientId = 'lading';
const bodyLimit = 128 * 1024;
/** Proxies limit header fields. */
const tokenLimit = 64 * 1024;
/** The default of Docker's token specification. */
const usualSeconds = 60;
/** Statuses of endpoints that support only the other method. */
const otherMethod = new Set([400, 404, 405, 501]);

/**
 * Requests a token. With a user name and a password, or without credentials, by GET, which all registries support, and then by
 * OAuth2's POST. With an identity token by POST, and then by GET (AUTH-05 to AUTH-11).
 * @throws ResponseError if the endpoint refuses
 */
export async function fetchToken(request: TokenRequest, send: SendTokenRequest): Promise<Token> {
  const isIdentity = request.credential !== undefined && 'identityToken' in request.credential;
  const methods = request.credential === undefined ? [viaGet] : isIdentity ? [viaPost, viaGet] : [viaGet, viaPost];
  const answers: Answer[] = [];
  for (const method of methods) {
    const answer = await send(method(request));
    if (answer.status === 200) return readToken(answer);
    answers.push(answer);
    if (!otherMethod.has(answer.status)) break;
  }
  throw await firstRefusal(answers, request);
}

async function firstRefusal(answers: readonly Answer[], request: TokenRequest): Promise<Error> {
  const errors = await Promise.all(answers.map((answer) => readResponseError(answer, refusalOf(answer, request))));
  return errors.find(({ status }) => !otherMethod.has(status)) ?? (errors[0] as Error);
}

function viaGet({ realm, service, scopes, credential }: TokenRequest): HttpRequest {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  const login = credential === undefined ? undefined : asPassword(credential);
  if (login === undefined) return { method: 'GET', url, headers: {} };
  url.searchParams.set('account', login.username);
  url.searchParams.set('client_id', clientId);
  return { method: 'GET', url, headers: { authorization: basicAuthorization(login) ?? '' } };
}

/** An endpoint without POST accepts an identity token as the password of the user `<token>`. */
function asPassword(credential: Credential): { readonly username: string; readonly password: string } | undefined {
  if ('password' in credential) return credential;
  if ('identityToken' in credential)
    return { username: credential.username ?? '<token>', password: credential.identityToken };
  return undefined;
}

function viaPost({ realm, service, scopes, credential }: TokenRequest): HttpRequest {
  const form = new URLSearchParams({ client_id: clientId, service: service ?? realm.host });
  if (scopes.length > 0) form.set('scope', scopes.join(' '));
  if (credential !== undefined && 'identityToken' in credential) {
    form.set('grant_type', 'refresh_token');
    form.set('refresh_token', credential.identityToken);
  } else if (credential !== undefined && 'password' in credential) {
    form.set('grant_type', 'password');
    form.set('username', credential.username);
    form.set('password', credential.password);
  }
  const bytes = new TextEncoder().encode(form.toString());
  const body = { size: bytes.byteLength, isRepeatable: true, open: () => once(bytes) };
  return { method: 'POST', url: realm, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function readToken(answer: Answer): Promise<Token> {
  const body = await answer.json(bodyLimit);
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const token = [fields.token, fields.access_token].find((value) => typeof value === 'string' && value !== '');
  if (typeof token !== 'string') throw answer.fault('the response of the token endpoint has no token');
  if (token.length > tokenLimit || !/^[\x21-\x7e]+$/.test(token))
    throw new ClientError('protocol', 'the token of the token endpoint does not fit into a header field', {
      url: answer.url,
    });
  const seconds = Number(fields.expires_in);
  return {
    token,
    expiresInSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : usualSeconds,
    identityToken: typeof fields.refresh_token === 'string' ? fields.refresh_token : undefined,
  };
}
