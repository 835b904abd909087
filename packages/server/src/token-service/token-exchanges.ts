import type { Workloads } from '@lading/access';
import type { TokenClient } from './token-client.js';
import { TokenError } from './token-error.js';
import type { TokenParameters } from './token-parameters.js';

export const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';
const subjectTokenTypes: ReadonlySet<string> = new Set([
  'urn:ietf:params:oauth:token-type:id_token',
  'urn:ietf:params:oauth:token-type:jwt',
]);

/** The answer to a token exchange (RFC 8693 §2.2.1). */
export interface ExchangedToken {
  /** The password of the workload from now on. */
  readonly access_token: string;
  readonly issued_token_type: string;
  /** The secret is not a bearer token. */
  readonly token_type: 'N_A';
  readonly expires_in: number;
  /** The name of the robot, for `docker login`. */
  readonly username: string;
}

/** Exchanges tokens of workloads for secrets that live for a short time (RFC 8693). */
export class TokenExchanges {
  constructor(
    private readonly workloads: Pick<Workloads, 'exchange'>,
    private readonly service: string,
  ) {}

  /**
   * @throws TokenError 400. RFC 8693 §2.2.2 requires this status even for an invalid token
   * @throws RegistryError `UNAVAILABLE` if the keys of the issuer cannot be read
   */
  async fromForm(form: TokenParameters, from: TokenClient): Promise<ExchangedToken> {
    const token = this.subjectTokenOf(form);
    this.requireSupported(form);
    const robot = form.one('username');
    const answer = await this.workloads.exchange({ token, robot, lifeSeconds: lifeOf(form), ...from });
    if (answer.outcome === 'exchanged')
      return {
        access_token: answer.secret,
        issued_token_type: accessTokenType,
        token_type: 'N_A',
        expires_in: answer.expiresInSeconds,
        username: answer.robot,
      };
    throw invalid(
      answer.outcome === 'used'
        ? 'the subject_token was exchanged before'
        : 'the subject_token is not valid, or no trust rule matches it',
    );
  }

  private subjectTokenOf(form: TokenParameters): string {
    const token = form.one('subject_token');
    const type = form.one('subject_token_type');
    if (token === undefined || type === undefined)
      throw invalid('the parameter subject_token or subject_token_type is missing');
    if (!subjectTokenTypes.has(type))
      throw invalid(`the subject_token_type must be ${[...subjectTokenTypes].join(' or ')}`);
    return token;
  }

  /** Refuses parameters that it does not support, because they would limit the secret. */
  private requireSupported(form: TokenParameters): void {
    const audience = form.one('audience');
    if (audience !== undefined && audience !== this.service)
      throw new TokenError(400, 'invalid_target', 'this token service is for another audience');
    const requested = form.one('requested_token_type');
    if (requested !== undefined && requested !== accessTokenType)
      throw invalid(`the requested_token_type must be ${accessTokenType}`);
    for (const name of ['scope', 'resource', 'actor_token'])
      if (form.one(name) !== undefined) throw invalid(`the parameter ${name} is not supported`);
  }
}

/** `expires_in` is not a parameter of RFC 8693. It asks for another life than an hour. */
function lifeOf(form: TokenParameters): number | undefined {
  const text = form.one('expires_in');
  if (text === undefined) return undefined;
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (seconds < 60 || seconds > 86_400) throw invalid('expires_in must be from 60 to 86400 seconds');
  return seconds;
}

function invalid(message: string): TokenError {
  return new TokenError(400, 'invalid_request', message);
}
