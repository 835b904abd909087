import { type AddressRules, parseRealm } from '../address/peer-url.js';
import { isLoopback } from '../address/reach.js';
import { basicAuthorization, type Credential, type CredentialSource } from '../credentials/credential.js';
import { ClientError } from '../error/client-error.js';
import type { Refusal } from '../error/refusal.js';
import type { Answer } from '../http/answer.js';
import { whileWaiting } from '../http/while-waiting.js';
import { type Challenge, parseChallenges } from './challenge.js';
import { refusalOf } from './refusal-of.js';
import { coversScopes, mergeScopes, type Scope, shareResource, splitScopes } from './scope.js';
import { TokenCache } from './token-cache.js';
import { fetchToken, type SendTokenRequest } from './token-endpoint.js';

export interface AuthenticatorOptions {
  /** The registry as references and credential files name it. */
  readonly host: string;
  readonly rules: AddressRules;
  readonly credentials: CredentialSource;
  /** Whether the caller accepts that credentials go over plain HTTP. */
  readonly plainHttp: boolean;
  /** Sends a request to the token endpoint, without credentials of its own. */
  readonly send: SendTokenRequest;
}

/** The scopes that a request needs, and the repository whose credentials it uses. */
export interface AuthorizationRequest {
  readonly scopes: readonly Scope[];
  readonly repository: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The scheme of the registry's last challenge. */
type Scheme =
  | { readonly name: 'basic' }
  | { readonly name: 'bearer'; readonly realm: URL; readonly service: string | undefined };

/** Authenticates requests to one registry. It learns the scheme from the first 401, and caches tokens. */
export class Authenticator {
  #scheme: Scheme | undefined;
  readonly #tokens = new TokenCache();
  /** The scopes that the registry asked for, by those that the request needs. A registry may map names. */
  readonly #grown = new Map<string, readonly Scope[]>();
  /** The tokens that did not suffice, by the scopes that the requests needed, for messages. */
  readonly #refused = new Map<string, string>();
  readonly #credentials = new Map<string, Promise<Credential | undefined>>();

  constructor(private readonly options: AuthenticatorOptions) {}

  /** The value of `Authorization`; undefined before the first challenge, and without credentials for `Basic`. */
  async authorize(request: AuthorizationRequest): Promise<string | undefined> {
    if (this.#scheme === undefined) return undefined;
    const credential = await this.#findCredential(request);
    if (credential !== undefined && 'registryToken' in credential) return `Bearer ${credential.registryToken}`;
    if (this.#scheme.name === 'basic') return credential === undefined ? undefined : basicAuthorization(credential);
    const scopes = this.#grown.get(keyOf(request.scopes)) ?? mergeScopes(request.scopes);
    const known = this.#tokens.find(scopes);
    return `Bearer ${known ?? (await this.#requestToken(this.#scheme, scopes, credential, request))}`;
  }

  /** Learns from a 401. Returns whether the same request may now succeed. */
  async learn(answer: Answer, sent: string | undefined, request: AuthorizationRequest): Promise<boolean> {
    const challenges = parseChallenges(answer.headers.get('www-authenticate'));
    const bearer = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'));
    if (bearer !== undefined) return this.#learnBearer(bearer, answer, sent, request);
    if (!challenges.some(({ scheme }) => scheme === 'basic')) return false;
    this.#scheme = { name: 'basic' };
    if (sent !== undefined) this.#credentials.clear();
    const credential = await this.#findCredential(request);
    return credential !== undefined && basicAuthorization(credential) !== sent;
  }

  /** Why an answer refuses a request; undefined if it does not. */
  async refusalOf(answer: Answer, request: AuthorizationRequest): Promise<Refusal | undefined> {
    if (answer.status !== 401 && answer.status !== 403) return undefined;
    const credential = this.#scheme === undefined ? undefined : await this.#findCredential(request);
    const { scopes, repository } = request;
    const token = this.#tokens.find(mergeScopes(scopes)) ?? this.#refused.get(keyOf(scopes));
    return refusalOf(answer, { host: this.options.host, repository, scopes, credential, token });
  }

  #learnBearer(
    { parameters }: Challenge,
    answer: Answer,
    sent: string | undefined,
    request: AuthorizationRequest,
  ): boolean {
    const { rules } = this.options;
    const realm = parseRealm(parameters.get('realm') ?? '', answer.url, rules);
    this.#scheme = { name: 'bearer', realm, service: parameters.get('service') };
    const asked = splitScopes(parameters.get('scope'));
    const before = this.#grown.get(keyOf(request.scopes)) ?? mergeScopes(request.scopes);
    const isMapped = asked.length > 0 && request.scopes.length > 0 && !shareResource(asked, request.scopes);
    const after = isMapped ? mergeScopes(asked) : mergeScopes(before, asked);
    this.#grown.set(keyOf(request.scopes), after);
    if (sent === undefined) return true;
    if (!coversScopes(before, after)) return true;
    const token = sent.replace(/^Bearer /, '');
    this.#tokens.forget(token);
    this.#refused.set(keyOf(request.scopes), token);
    return parameters.get('error') !== 'insufficient_scope';
  }

  async #requestToken(
    { realm, service }: Scheme & { name: 'bearer' },
    scopes: readonly Scope[],
    credential: Credential | undefined,
    { repository, signal }: AuthorizationRequest,
  ): Promise<string> {
    const fetch = async () => {
      const { host } = this.options;
      const asked = { realm, service, scopes, credential, host, repository };
      const token = await fetchToken(asked, this.options.send).catch((error: unknown) => {
        this.#credentials.delete(repository ?? '');
        throw error;
      });
      if (token.identityToken !== undefined && credential !== undefined && 'identityToken' in credential)
        this.#credentials.set(repository ?? '', Promise.resolve({ ...credential, identityToken: token.identityToken }));
      return token;
    };
    return whileWaiting(this.#tokens.request(scopes, fetch), signal);
  }

  /** Asks the source once for each repository, because credentials may belong to a namespace. */
  async #findCredential({ repository, signal }: AuthorizationRequest): Promise<Credential | undefined> {
    const { credentials, host } = this.options;
    const key = repository ?? '';
    const found = this.#credentials.get(key) ?? Promise.resolve(credentials({ host, repository }));
    this.#credentials.set(key, found);
    found.catch(() => this.#credentials.delete(key));
    const credential = await whileWaiting(found, signal);
    if (credential !== undefined) this.#refusePlainHttp();
    return credential;
  }

  #refusePlainHttp(): void {
    const { rules, plainHttp } = this.options;
    const addresses = this.#scheme?.name === 'bearer' ? [rules.registry, this.#scheme.realm] : [rules.registry];
    const open = addresses.find((url) => url.protocol === 'http:' && !isLoopback(url));
    if (open !== undefined && !plainHttp)
      throw new ClientError('plain-http', 'credentials are not sent over plain HTTP; plainHttp allows it', {
        url: open,
      });
  }
}

function keyOf(scopes: readonly Scope[]): string {
  return mergeScopes(scopes).join(' ');
}
