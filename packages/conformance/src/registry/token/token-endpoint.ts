import assert from 'node:assert/strict';
import { parseChallenge } from '../authentication/challenge.js';
import { basic, type Password } from '../authentication/token-client.js';
import { expectHeader, expectJson, expectStatus } from '../expect.js';
import type { Answer } from '../http/answer.js';
import { HttpClient } from '../http/http-client.js';
import type { RegistryContext } from '../registry-context.js';

/** A request for a token by GET. */
export interface TokenQuery {
  readonly account?: Password | undefined;
  /** Each is one parameter. */
  readonly scopes?: readonly string[];
  /** Other parameters. They replace `service` too. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export const formType = 'application/x-www-form-urlencoded';

/** The token endpoint that a registry names in its challenges. Reports do not show its answers, which contain tokens. */
export class TokenEndpoint {
  private constructor(
    readonly realm: URL,
    readonly service: string,
    private readonly http: HttpClient,
  ) {}

  static async of(registry: RegistryContext): Promise<TokenEndpoint> {
    const answer = await registry.anonymous.send('GET', '/v2/');
    const { scheme, parameters } = parseChallenge(expectHeader(answer, 'www-authenticate'));
    assert.equal(scheme, 'bearer', 'the challenge is for tokens');
    const { realm = '', service } = parameters;
    assert.ok(URL.canParse(realm) && service !== undefined, 'the challenge names a realm and a service');
    const url = new URL(realm);
    return new TokenEndpoint(url, service, registry.newClient({ isSecret: true }, url));
  }

  get({ account, scopes = [], parameters = {} }: TokenQuery): Promise<Answer> {
    const url = new URL(this.realm);
    for (const [name, value] of Object.entries({ service: this.service, ...parameters }))
      url.searchParams.set(name, value);
    for (const scope of scopes) url.searchParams.append('scope', scope);
    return this.http.send('GET', url.href, { headers: account === undefined ? {} : { authorization: basic(account) } });
  }

  /** @param form the names and values of the form, or a body that is not a form */
  post(form: readonly (readonly [string, string])[] | string, contentType = formType): Promise<Answer> {
    const body = typeof form === 'string' ? form : new URLSearchParams(form.map(([...pair]) => pair)).toString();
    return this.http.send('POST', this.realm.href, { body, headers: { 'content-type': contentType } });
  }

  /** The form of a client of OAuth 2. */
  formOf({ username, password }: Password, ...scopes: readonly string[]): [string, string][] {
    return [
      ['grant_type', 'password'],
      ['service', this.service],
      ['client_id', 'conformance'],
      ['username', username],
      ['password', password],
      ...scopes.map((scope): [string, string] => ['scope', scope]),
    ];
  }

  /** The form of a client with a refresh token. */
  refreshFormOf(token: string, ...scopes: readonly string[]): [string, string][] {
    return [
      ['grant_type', 'refresh_token'],
      ['service', this.service],
      ['client_id', 'conformance'],
      ['refresh_token', token],
      ...scopes.map((scope): [string, string] => ['scope', scope]),
    ];
  }

  /** A token for these scopes, as a value of `Authorization`. */
  async bearer(account: Password | undefined, ...scopes: readonly string[]): Promise<string> {
    const answer = await this.get({ account, scopes });
    expectStatus(answer, 200);
    return `Bearer ${tokenIn(answer).token}`;
  }

  /** What a token for these scopes allows, in the words of the endpoint. */
  async grantedTo(account: Password, ...scopes: readonly string[]): Promise<readonly string[]> {
    const answer = await this.post(this.formOf(account, ...scopes));
    expectStatus(answer, 200);
    const { scope } = tokenIn(answer);
    assert.equal(typeof scope, 'string', 'the answer to a form has a scope');
    return String(scope)
      .split(' ')
      .filter((each) => each !== '')
      .sort();
  }
}

/** The members of an answer with a token. */
export function tokenIn(answer: Answer): Readonly<Record<string, unknown>> {
  const body = expectJson(answer) as Readonly<Record<string, unknown>>;
  assert.ok(typeof body.token === 'string' && body.token !== '', 'the answer has a token');
  return body;
}
