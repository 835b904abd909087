import { type AccessStore, type AuditEvent, actorOf, anonymous, type RequestClient, untilAborted } from '@lading/core';
import { createSecret } from '../../secret/create-secret.js';
import type { TrustedTokens } from '../token/trusted-tokens.js';

export interface ExchangeRequest {
  /** The token that the platform has issued. */
  readonly token: string;
  /** The name of a robot. It decides if trust rules for several robots match. */
  readonly robot?: string | undefined;
  /**
   * The requested life of the secret; an hour if absent. It ends at most `maximumSeconds` of the trust rule after the `iat` of
   * the token.
   */
  readonly lifeSeconds?: number | undefined;
  readonly client: RequestClient;
  readonly requestId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type ExchangeOutcome =
  | {
      readonly outcome: 'exchanged';
      /** The password of the workload from now on. */
      readonly secret: string;
      readonly robot: string;
      readonly expiresInSeconds: number;
    }
  /** `used`: the token was exchanged before. `refused`: it is not valid, or no rule matches. */
  | { readonly outcome: 'used' | 'refused' };

interface TokenExchangeParts {
  readonly tokens: TrustedTokens;
  readonly exchanges: Pick<AccessStore['exchanges'], 'create'>;
  readonly record: (event: AuditEvent) => void;
}

const defaultLifeSeconds = 3600;

/**
 * Exchanges a token of a workload for a random secret (RFC 8693), each token once. Programs that scan for leaked secrets recognize
 * the secret.
 */
export class TokenExchange {
  constructor(private readonly parts: TokenExchangeParts) {}

  /** @throws RegistryError `UNAVAILABLE` if the store cannot be asked, or the keys of the issuer cannot be read */
  async exchange(request: ExchangeRequest): Promise<ExchangeOutcome> {
    const { tokens, exchanges } = this.parts;
    const { token, robot = '', lifeSeconds = defaultLifeSeconds, signal } = request;
    const answer = await untilAborted(tokens.check(token, robot), signal);
    if (answer.outcome === 'refused') {
      this.#record(request, { outcome: 'refused', detail: { reason: answer.reason, ...answer.detail } });
      return { outcome: 'refused' };
    }
    const { identity, rule, tokenHash, tokenSeconds, remainingSeconds, detail } = answer;
    const { secret, secretHash } = createSecret('exchanged');
    const created = await exchanges.create({
      secretHash,
      tokenHash,
      trust: rule.id,
      robot: identity.name,
      // A token must not gain time by an exchange.
      lifeSeconds: Math.min(lifeSeconds, rule.maximumSeconds, remainingSeconds),
      tokenSeconds,
    });
    if (created === undefined) {
      this.#record(request, { outcome: 'refused', detail: { reason: 'the token was exchanged before', ...detail } });
      return { outcome: 'used' };
    }
    const { id, createdAt, expiresAt } = created;
    const actor = actorOf(identity);
    this.#record(request, { outcome: 'done', actor, credential: rule.id, detail: { exchange: id, ...detail } });
    const expiresInSeconds = Math.round((expiresAt.getTime() - createdAt.getTime()) / 1000);
    return { outcome: 'exchanged', secret, robot: identity.name, expiresInSeconds };
  }

  #record(
    { client, requestId }: ExchangeRequest,
    event: Pick<AuditEvent, 'outcome' | 'detail'> & Partial<AuditEvent>,
  ): void {
    const { address, userAgent } = client;
    const action = event.outcome === 'done' ? 'token.exchanged' : 'token.exchange-refused';
    this.parts.record({ action, actor: actorOf(anonymous), address, userAgent, requestId, ...event });
  }
}
