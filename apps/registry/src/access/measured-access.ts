import { type Access, type AccessFile, hashOfAccessFile, type SignInOutcome } from '@lading/access';
import { type AccessControl, decorate } from '@lading/core';
import type { Registry } from 'prom-client';
import { AccessMetrics } from '../metrics/access-metrics.js';

type OnRefusal = NonNullable<AccessControl['onRefusal']>;

export interface MeasuredAccess {
  /** The same access, but it counts sign-ins. */
  readonly access: Access;
  countRefusal(next: OnRefusal | undefined): OnRefusal;
  /** Shows the hash of the file that is in force. */
  setFile(file: AccessFile): void;
}

/** Adds access control to the metrics of this process. */
export function measuredAccess(access: Access, registry: Registry): MeasuredAccess {
  const metrics = new AccessMetrics(access, registry);
  const counted = <Part extends { signIn(request: never): Promise<SignInOutcome> }>(part: Part): Part =>
    decorate(part, {
      async signIn(request: never) {
        const answer = await part.signIn(request);
        metrics.countSignIn(answer.outcome);
        return answer;
      },
    } as Partial<Part>);
  const { signIn, refreshTokens, providers } = access;
  const countedProviders = decorate(providers, {
    async finish(request) {
      const answer = await providers.finish(request);
      const isKnown = answer.outcome === 'signed-in' || answer.outcome === 'limited';
      metrics.countSignIn(isKnown ? answer.outcome : 'refused');
      return answer;
    },
  });
  return {
    access: {
      ...access,
      signIn: counted(signIn),
      refreshTokens: refreshTokens && counted(refreshTokens),
      providers: countedProviders,
    },
    countRefusal: (next) => (refusal) => {
      metrics.countRefusal(refusal.outcome);
      next?.(refusal);
    },
    setFile: (file) => metrics.setFile(hashOfAccessFile(file)),
  };
}
