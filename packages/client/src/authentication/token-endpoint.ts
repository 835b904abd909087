import { basicAuthorization, type Credential } from '../credentials/credential.js';
import { ClientError } from '../error/client-error.js';
import { responseError } from '../error/response-error.js';
import type { Answer } from '../http/answer.js';
import type { HttpRequest } from '../http/exchange.js';
import type { Scope } from './scope.js';

/** What to ask a token endpoint for. */
export interface TokenRequest {
  readonly realm: URL;
  readonly service: string | undefined;
  readonly scopes: readonly Scope[];
  readonly credential: Credential | undefined;
}

export interface Token {
  readonly token: string;
  readonly expiresInSeconds: number;
  /** Takes the place of the identity token that was sent, where the endpoint gives a new one each time. */
  readonly identityToken: string | undefined;
}

export type SendTokenRequest = (request: HttpRequest) => Promise<Answer>;

const clientId = 'lading';
const bodyLimit = 128 * 1024;
/** A token must fit into a header field on its way through proxies. */
const tokenLimit = 64 * 1024;
/** Where nothing is said; Docker's token specification. */
const usualSeconds = 60;
/** Answers of endpoints that know the other of the two methods only. */
const otherMethod = new Set([400, 404, 405, 501]);

/**
 * Gets a token: with a user name and password or with nothing by GET, which all registries know, and by OAuth2's POST where
 * GET is not there. An identity token goes by POST, and by GET where POST is not there (AUTH-05 to AUTH-11).
 * @throws ResponseError where the endpoint refuses
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
  throw await firstRefusal(answers);
}

async function firstRefusal(answers: readonly Answer[]): Promise<Error> {
  const errors = await Promise.all(answers.map(responseError));
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

/** An endpoint without POST takes an identity token for the password of the user `<token>`. */
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
  if (typeof token !== 'string') throw answer.fault('the token endpoint gives no token');
  if (token.length > tokenLimit || !/^[\x21-\x7e]+$/.test(token))
    throw new ClientError('protocol', 'the token endpoint gives a token that no header field can carry', {
      url: answer.url,
    });
  const seconds = Number(fields.expires_in);
  return {
    token,
    expiresInSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : usualSeconds,
    identityToken: typeof fields.refresh_token === 'string' ? fields.refresh_token : undefined,
  };
}
