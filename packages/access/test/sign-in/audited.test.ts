import type { AuditEvent } from '@lading/core';
import type { AccessView } from '../../src/live/access-view.js';
import { AuditedSignIn } from '../../src/sign-in/audited-sign-in.js';
import type { SignInOutcome } from '../../src/sign-in/sign-in.js';
import { SignInAudit } from '../../src/sign-in/sign-in-audit.js';

const client = { address: '192.0.2.1', userAgent: 'docker' };
const secret = 'canary-of-a-secret';

function anAuditedSignIn(outcome: SignInOutcome) {
  const events: AuditEvent[] = [];
  let now = 0;
  const view = { identify: ({ name }: { name: string }) => (name === 'alice' ? { kind: 'user', name } : undefined) };
  const audit = new SignInAudit({
    live: { view: view as unknown as AccessView, refresh: async () => undefined },
    record: (event) => events.push(event),
    now: () => now,
  });
  const ways = [1, 2].map(() => new AuditedSignIn({ signIn: async () => outcome }, audit));
  let requests = 0;
  return {
    events,
    signIn: (name: string, address = client.address) =>
      ways[requests++ % 2]?.signIn({ name, secret, client: { ...client, address }, requestId: 'r1' }),
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}

describe('AuditedSignIn', () => {
  it('records who has signed in, from where and with which credential, once a minute', async () => {
    const identity = { kind: 'robot', name: 'builder', credential: 'c1' } as const;
    const audited = anAuditedSignIn({ outcome: 'signed-in', identity });
    await audited.signIn('builder');
    await audited.signIn('builder');
    const actor = { kind: 'robot', name: 'builder' };
    const from = { address: '192.0.2.1', userAgent: 'docker', requestId: 'r1' };
    expect(audited.events).toEqual([{ action: 'sign-in', outcome: 'done', actor, credential: 'c1', ...from }]);
    audited.pass(61);
    await audited.signIn('builder');
    expect(audited.events).toHaveLength(2);
  });

  it('records a refusal with its request, with the name only of an account that there is, and never the secret', async () => {
    const audited = anAuditedSignIn({ outcome: 'refused' });
    await audited.signIn('alice');
    await audited.signIn('a password typed as a name');
    expect(audited.events).toMatchObject([
      { action: 'sign-in.refused', outcome: 'refused', actor: { kind: 'anonymous' }, target: 'alice', requestId: 'r1' },
      { action: 'sign-in.refused', detail: { reason: 'refused' } },
    ]);
    const text = JSON.stringify(audited.events);
    expect(text).not.toContain('typed');
    expect(text).not.toContain(secret);
  });

  it.each(['refused', 'limited'] as const)(
    'records 20 sign-ins a minute that are %s from a network',
    async (outcome) => {
      const audited = anAuditedSignIn(
        outcome === 'limited' ? { outcome, retryAfterSeconds: 1 } : { outcome: 'refused' },
      );
      for (let number = 0; number < 100; number += 1) await audited.signIn(`nobody ${number}`, `2001:db8::${number}`);
      expect(audited.events).toHaveLength(20);
      await audited.signIn('alice');
      expect(audited.events).toHaveLength(21);
      audited.pass(60);
      await audited.signIn('nobody', '2001:db8::1');
      expect(audited.events).toHaveLength(22);
    },
  );

  it('records 1000 refusals a minute from all networks', async () => {
    const audited = anAuditedSignIn({ outcome: 'refused' });
    for (let number = 0; number < 1100; number += 1) await audited.signIn('nobody', `2001:db8:0:${number}::1`);
    expect(audited.events).toHaveLength(1000);
  });
});
