// Holds the rules to the cases of `Authorizer`: each wish tells of one part of the rules.

import { RulesAuthorizer } from '../../packages/access/dist/authorizer/rules-authorizer.js';
import { RulesView } from '../../packages/access/dist/live/rules-view.js';
import { authorizerCases, runCase } from '../../packages/conformance/dist/index.js';

const now = Date.UTC(2026, 5, 1);
const everyone = ['anonymous', 'authenticated'];

/** Rules by their places, such as `file:0`. */
const rules = [
  { effect: 'allow', who: everyone, where: ['public/**'], what: ['pull'] },
  { effect: 'allow', who: ['group:dev'], where: ['team/**'], what: ['pull', 'push'] },
  { effect: 'deny', who: ['group:dev'], where: ['team/secret/**'], what: ['list', 'pull', 'push'] },
  { effect: 'allow', who: ['user:ada'], where: ['lib/*'], what: ['admin'] },
  { effect: 'allow', who: ['authenticated'], where: ['home/{user}/**'], what: ['pull', 'push', 'delete'] },
  { effect: 'allow', who: ['robot:ci'], where: ['**'], what: ['pull'], when: { addresses: ['10.0.0.0/8'] } },
  { effect: 'allow', who: ['robot:old'], where: ['**'], what: ['pull'], when: { notAfter: new Date(now - 1000) } },
  { effect: 'allow', who: ['robot:early'], where: ['**'], what: ['pull'], when: { notBefore: new Date(now + 1000) } },
].map((rule, place) => ({ ...rule, id: `file:${place}` }));

const owner = { kind: 'user', name: 'ada' };
const credentials = [
  { id: 'narrow', owner, scopes: [{ where: ['team/app'], what: ['pull'] }] },
  { id: 'expired', owner, expiresAt: new Date(now) },
  { id: 'valid', owner, expiresAt: new Date(now + 1000) },
  { id: 'of-bob', owner: { kind: 'user', name: 'bob' } },
];
const users = [
  { name: 'ada', isDisabled: false },
  { name: 'eve', isDisabled: true },
];

const anonymous = { kind: 'anonymous' };
const ada = { kind: 'user', name: 'ada', groups: ['dev'] };
const eve = { kind: 'user', name: 'eve', groups: ['dev'] };
const robot = (name) => ({ kind: 'robot', name });
const wish = (identity, name, ...actions) => ({ identity, scopes: [{ type: 'repository', name, actions }] });

async function fixture() {
  const files = { users: new Set(), groups: new Map(), rules };
  const state = { version: 1, now: new Date(now), users, groups: [], robots: [], credentials, rules: [], trusts: [] };
  const view = new RulesView({ state, files: () => files, now: () => now });
  return {
    subject: new RulesAuthorizer({ view }),
    allowed: [
      wish(anonymous, 'public/app', 'pull'),
      wish(ada, 'team/app', 'pull', 'push'),
      wish(ada, 'lib/zlib', 'pull', 'push', 'delete'),
      wish(ada, 'home/ada/app', 'delete'),
      wish({ ...ada, credential: 'narrow' }, 'team/app', 'pull'),
      wish({ ...ada, credential: 'valid' }, 'team/app', 'push'),
    ],
    denied: [
      wish(anonymous, 'public/app', 'push'),
      wish(anonymous, 'public', 'pull'),
      wish(anonymous, 'public-x/app', 'pull'),
      wish(ada, 'team', 'pull'),
      wish(ada, 'team/app', 'delete'),
      wish(ada, 'team/secret/key', 'pull'),
      wish(ada, 'lib', 'pull'),
      wish(ada, 'lib/zlib/x', 'pull'),
      wish(ada, 'other/app', 'delete'),
      wish(ada, 'home/bob/app', 'pull'),
      wish({ ...ada, credential: 'narrow' }, 'team/app', 'push'),
      wish({ ...ada, credential: 'narrow' }, 'team/other', 'pull'),
      wish({ ...ada, credential: 'expired' }, 'team/app', 'pull'),
      wish({ ...ada, credential: 'of-bob' }, 'team/app', 'pull'),
      wish({ ...ada, credential: 'unknown' }, 'team/app', 'pull'),
      wish(eve, 'team/app', 'pull'),
      wish(robot('ada'), 'home/ada/app', 'pull'),
      wish(robot('ci'), 'team/app', 'pull'),
      wish(robot('old'), 'team/app', 'pull'),
      wish(robot('early'), 'team/app', 'pull'),
    ],
    views: [
      { identity: anonymous, visible: ['public/app'], hidden: ['public', 'team/app'] },
      { identity: ada, visible: ['public/app', 'team/app', 'lib/zlib'], hidden: ['team/secret/key', 'other'] },
      { identity: { ...ada, credential: 'narrow' }, visible: ['team/app'], hidden: ['team/other', 'public/app'] },
      { identity: robot('ci'), visible: ['public/app'], hidden: ['team/app'] },
    ],
  };
}

/** Runs the cases until one fails. */
export async function runAccessCases() {
  for (const [place, each] of authorizerCases.entries())
    try {
      await runCase(each, fixture);
    } catch {
      return { run: place + 1, caughtBy: each.id };
    }
  return { run: authorizerCases.length };
}
