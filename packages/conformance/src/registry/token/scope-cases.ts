import assert from 'node:assert/strict';
import { expectError, expectHeader, expectNoHeader, expectRefusal, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { challengeOf } from './challenge-cases.js';
import { People } from './people.js';

const cases: readonly RegistryCase[] = [
  {
    id: 'narrow-token',
    title: '[A53] asks for a wider token, with the scope, where the token lacks what its owner may do',
    requirements: ['AUTH-13', 'AUTH-14'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const name = people.newName('member');
      const repository = await people.withToken('member', name, `repository:${name}:pull`);
      expectStatus(await repository.get('tags/list'), 404);
      const { scope, error } = challengeOf(await repository.postUpload());
      assert.deepEqual([scope, error], [`repository:${name}:pull,push`, 'insufficient_scope']);
    },
  },
  {
    id: 'denied',
    title: '[A54] denies with 403 and no challenge a request that no rule allows, for a token of any scope',
    requirements: ['AUTH-13', 'AUTH-17'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const { name } = await people.newImageIn('shared');
      const repository = await people.withToken('member', name, `repository:${name}:pull,push,delete`);
      expectStatus(await repository.get('manifests/v1'), 200);
      for (const answer of [await repository.postUpload(), await repository.delete('manifests/v1')]) {
        expectError(answer, 403, 'DENIED');
        expectNoHeader(answer, 'www-authenticate');
      }
    },
  },
  {
    id: 'delete',
    title: '[A55] deletes nothing by a token for pulls',
    requirements: ['AUTH-13'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const { name } = await people.newImageIn('private');
      const repository = await people.withToken('owner', name, `repository:${name}:pull`);
      const answer = await repository.delete('manifests/v1');
      expectError(answer, 401, 'UNAUTHORIZED');
      expectHeader(answer, 'www-authenticate', /error="insufficient_scope"/);
      expectStatus(await repository.head('manifests/v1'), 200);
    },
  },
  {
    id: 'all-actions',
    title: '[A56] makes of * the actions that the user has, written out',
    requirements: ['AUTH-12'],
    strength: 'choice',
    async run(registry) {
      const people = await People.of(registry);
      const name = people.newName('shared');
      const granted = await people.endpoint.grantedTo(people.accounts.member, `repository:${name}:*`);
      assert.deepEqual(granted, [`repository:${name}:pull`]);
    },
  },
  {
    id: 'class',
    title: '[A57] ignores the class in repository(plugin)',
    requirements: ['AUTH-12'],
    strength: 'choice',
    async run(registry) {
      const people = await People.of(registry);
      const { name } = await people.newImageIn('shared');
      const repository = await people.withToken('member', name, `repository(plugin):${name}:pull`);
      expectStatus(await repository.get('manifests/v1'), 200);
    },
  },
  {
    id: 'colon-in-name',
    title: '[A58] reads a name with a port as a whole, and grants nothing on a part of it',
    requirements: ['AUTH-12'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const name = people.newName('member');
      const granted = await people.endpoint.grantedTo(
        people.accounts.member,
        `repository:${name}:5000/app:pull`,
        `repository:${name}:pull`,
      );
      assert.deepEqual(
        granted.filter((scope) => !scope.includes(':5000/')),
        [`repository:${name}:pull`],
      );
    },
  },
  {
    id: 'too-many',
    title: '[A59] does not fail on 65 scopes',
    requirements: ['AUTH-06'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const scopes = Array.from({ length: 65 }, () => `repository:${people.newName('member')}:pull`);
      const answers = [
        await people.endpoint.get({ account: people.accounts.member, scopes }),
        await people.endpoint.post(people.endpoint.formOf(people.accounts.member, ...scopes)),
      ];
      for (const { status } of answers) assert.ok(status < 500, `65 scopes are answered with ${status}`);
    },
  },
  {
    id: 'nonsense',
    title: '[A60] leaves out scopes that make no sense',
    requirements: ['AUTH-06', 'AUTH-12'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const [one, other] = [people.newName('member'), people.newName('member')];
      const good = `repository:${one}:pull`;
      const granted = await people.endpoint.grantedTo(
        people.accounts.member,
        `repository:../${other}:pull`,
        `repository:${other}:PULL`,
        `repository:${other}:`,
        `repository:${other}`,
        `Repository:${other}:pull`,
        'nonsense',
        ':::',
        good,
      );
      assert.deepEqual(granted, [good]);
    },
  },
  {
    id: 'other-repository',
    title: '[A61] takes a token for one repository at no other, however similar its name is',
    requirements: ['AUTH-14'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const name = people.newName('member');
      const token = await people.endpoint.bearer(people.accounts.member, `repository:${name}:pull`);
      expectStatus(await people.withAuthorization(token, name).get('tags/list'), 404);
      for (const other of [`${name}b`, `${name}/b`, name.slice(0, -1)])
        expectRefusal(await people.withAuthorization(token, other).get('tags/list'), 401);
    },
  },
];

/** What a token allows. */
export const scopeCases = casesOf('scope', cases, ['token-service']);
