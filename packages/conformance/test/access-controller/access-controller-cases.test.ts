import type { AccessController, AccessRequest } from '@lading/core';
import {
  type AccessControllerCase,
  accessControllerCases,
  describeAccessController,
  runCase,
} from '../../src/index.js';

const pull = (authorization?: string): AccessRequest => ({ authorization, scopes: [] });
const decide = (subject: AccessController['decide']) => async () => ({
  subject: { decide: subject },
  granted: [pull('Basic right')],
  challenged: [pull()],
  denied: [pull('Basic known')],
  dispose: async () => undefined,
});

const right: AccessController['decide'] = async ({ authorization }) => {
  if (authorization === 'Basic right') return { outcome: 'granted', principal: { name: 'somebody' } };
  if (authorization === 'Basic known') return { outcome: 'denied', reason: 'read only' };
  return { outcome: 'challenged', wwwAuthenticate: 'Basic realm="r"' };
};

describeAccessController('an access controller that is right', decide(right));

let asked = 0;
const wrong: readonly (readonly [fault: string, decide: AccessController['decide'], id: string])[] = [
  ['lets nobody in', async () => ({ outcome: 'denied', reason: 'no' }), 'granted'],
  ['lets everybody in', async () => ({ outcome: 'granted', principal: undefined }), 'challenged'],
  [
    'challenges without quotes',
    async () => ({ outcome: 'challenged', wwwAuthenticate: 'Basic realm=r' }),
    'challenged',
  ],
  ['gives no reason', async () => ({ outcome: 'denied', reason: '' }), 'denied'],
  [
    'lets each second request in',
    async (request) => (++asked % 2 === 0 ? right(request) : right(pull('Basic right'))),
    'same-again',
  ],
  [
    'fails on malformed credentials',
    async (request) => (request.authorization === 'Basic' ? Promise.reject(new TypeError('no colon')) : right(request)),
    'malformed-credentials',
  ],
];

describe('the cases of AccessController', () => {
  it.each(wrong)('tell of one that %s', async (_fault, subject, id) => {
    const oneCase = accessControllerCases.find((each) => each.id === `access-controller/${id}`);
    await expect(runCase(oneCase as AccessControllerCase, decide(subject))).rejects.toThrow();
  });
});
