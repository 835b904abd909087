import { basicAuthorization, type Credential, type CredentialSource } from '../credentials/credential.js';
import { ClientError } from '../error/client-error.js';
import { type AddressRules, isLoopback, parseRealm } from '../http/address-rules.js';
import type { Answer } from '../http/answer.js';
import { whileWaiting } from '../http/while-waiting.js';
import { type Challenge, parseChallenges } from './challenge.js';
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

/** Who is asked for what: the scopes of a request, and for whom its credentials are looked up. */
export interface AuthorizationRequest {
  readonly scopes: readonly Scope[];
  readonly repository: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How the registry wants to be spoken to, as its last challenge told. */
type Scheme =
  | { readonly name: 'basic' }
  | { readonly name: 'bearer'; readonly realm: URL; readonly service: string | undefined };

/** Authenticates requests to one registry. It learns how from the first 401, and keeps tokens as long as they live. */
export class Authenticator {
  #scheme: Scheme | undefined;
  readonly #tokens = new TokenCache();
  /** The scopes that the registry really wants for those that we would ask for: names may be mapped behind it. */
  readonly #grown = new Map<string, readonly Scope[]>();
  readonly #credentials = new Map<string, Promise<Credential | undefined>>();

  constructor(private readonly options: AuthenticatorOptions) {}

  /** The value of `Authorization` for a request, as far as one is known to be wanted. */
  async authorize(request: AuthorizationRequest): Promise<string | undefined> {
    if (this.#scheme === undefined) return undefined;
    const credential = await this.#findCredential(request);
    if (credential !== undefined && 'registryToken' in credential) return `Bearer ${credential.registryToken}`;
    if (this.#scheme.name === 'basic') return credential === undefined ? undefined : basicAuthorization(credential);
    const scopes = this.#grown.get(keyOf(request.scopes)) ?? mergeScopes(request.scopes);
    const known = this.#tokens.find(scopes);
    return `Bearer ${known ?? (await this.#requestToken(this.#scheme, scopes, credential, request))}`;
  }

  /** Learns from a 401. Whether the request has a chance now that it had not when it was sent. */
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
    this.#tokens.forget(sent.replace(/^Bearer /, ''));
    return parameters.get('error') !== 'insufficient_scope';
  }

  async #requestToken(
    { realm, service }: Scheme & { name: 'bearer' },
    scopes: readonly Scope[],
    credential: Credential | undefined,
    { repository, signal }: AuthorizationRequest,
  ): Promise<string> {
    const fetch = async () => {
      const token = await fetchToken({ realm, service, scopes, credential }, this.options.send).catch(
        (error: unknown) => {
          this.#credentials.delete(repository ?? '');
          throw error;
        },
      );
      if (token.identityToken !== undefined && credential !== undefined && 'identityToken' in credential)
        this.#credentials.set(repository ?? '', Promise.resolve({ ...credential, identityToken: token.identityToken }));
      return token;
    };
    return whileWaiting(this.#tokens.request(scopes, fetch), signal);
  }

  /** Asks the source once for each repository, since files may keep credentials by namespace. */
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
      throw new ClientError('plain-http', 'credentials are not sent over plain HTTP; set plainHttp if that is meant', {
        url: open,
      });
  }
}

function keyOf(scopes: readonly Scope[]): string {
  return mergeScopes(scopes).join(' ');
}
