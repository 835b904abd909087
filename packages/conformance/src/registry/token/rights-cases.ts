import assert from 'node:assert/strict';
import { expectError, expectHeader, expectJson, expectStatus } from '../expect.js';
import { type Answer, header } from '../http/answer.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { locationOf, type RepositoryUnderTest } from '../repository-under-test.js';
import { People } from './people.js';

/** The names that an account sees of the catalog, in pages of two, and the last names in the links. */
async function walk(repository: RepositoryUnderTest, from: string): Promise<{ names: string[]; lasts: string[] }> {
  const [names, lasts]: [string[], string[]] = [[], []];
  let target: string | undefined = from;
  while (target !== undefined) {
    const answer: Answer = await repository.http.send('GET', target);
    expectStatus(answer, 200);
    names.push(...(expectJson(answer) as { repositories: string[] }).repositories);
    target = /<([^>]+)>;\s*rel="?next"?/.exec(header(answer, 'link') ?? '')?.[1];
    const last = target && new URL(target, 'http://registry.example').searchParams.get('last');
    if (last !== undefined && last !== null) lasts.push(last);
  }
  return { names, lasts };
}

/** What an answer says, without what differs from request to request. */
function partsOf({ status, rawHeaders, body }: Answer) {
  const names = rawHeaders.filter((_, index) => index % 2 === 0).sort();
  return { status, names, body: body.toString() };
}

const cases: readonly RegistryCase[] = [
  {
    id: 'push-and-pull',
    title: 'lets accounts push and pull with tokens, and with their name and password',
    requirements: ['AUTH-13'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const [one, other] = [people.newName('member'), people.newName('member')];
      for (const repository of [people.as('member', one), people.withPassword('member', other)]) {
        await repository.pushManifest(registry.newImage(), 'v1');
        expectStatus(await repository.get('manifests/v1'), 200);
        expectError(await repository.delete('manifests/v1'), 403, 'DENIED');
      }
      expectStatus(await people.as('owner', one).delete('manifests/v1'), [202, 400, 404, 405]);
    },
  },
  {
    id: 'mount-unreadable',
    title:
      '[A64] [A67] opens an upload in place of a mount from what the client may not read, whether it exists or not',
    requirements: ['AUTH-13', 'AUTH-17', 'MNT-06'],
    strength: 'should',
    needs: ['mount'],
    async run(registry) {
      const people = await People.of(registry);
      const { name: hidden, digest } = await people.newImageIn('private');
      const target = people.as('member', people.newName('member'));
      const [one, other] = [
        await target.postUpload(`?mount=${digest}&from=${hidden}`),
        await target.postUpload(`?mount=${digest}&from=${people.newName('private')}`),
      ];
      expectStatus(one, 202);
      assert.deepEqual(partsOf(one), partsOf(other));
      for (const answer of [one, other]) expectStatus(await target.http.send('GET', locationOf(answer)), 204);
      expectStatus(await target.head(`blobs/${digest}`), 404);
    },
  },
  {
    id: 'mount-narrow-token',
    title: '[A65] never refuses a mount because the token lacks the source',
    requirements: ['AUTH-13', 'MNT-06'],
    strength: 'should',
    needs: ['mount'],
    async run(registry) {
      const people = await People.of(registry);
      const { name: source, digest } = await people.newImageIn('shared');
      const name = people.newName('member');
      const query = `?mount=${digest}&from=${source}`;
      const narrow = await people.withToken('member', name, `repository:${name}:pull,push`);
      expectStatus(await narrow.postUpload(query), [201, 202]);
      const wide = [`repository:${name}:pull,push`, `repository:${source}:pull`];
      expectStatus(await (await people.withToken('member', name, ...wide)).postUpload(query), 201);
    },
  },
  {
    id: 'mount-without-source',
    title: '[A66] mounts without a source only what the client may read',
    requirements: ['AUTH-13', 'MNT-05'],
    strength: 'should',
    needs: ['mount'],
    async run(registry) {
      const people = await People.of(registry);
      const { digest } = await people.newImageIn('private');
      const target = people.as('member', people.newName('member'));
      expectStatus(await target.postUpload(`?mount=${digest}`), 202);
      expectStatus(await target.head(`blobs/${digest}`), 404);
    },
  },
  {
    id: 'catalog',
    title: '[A69] [A73] lists to each account the repositories that it may see, and none that a rule denies it',
    requirements: ['AUTH-17', 'LEG-02'],
    strength: 'should',
    needs: ['catalog'],
    async run(registry) {
      const people = await People.of(registry);
      const areas = ['shared', 'shared/secret', 'member', 'public', 'private'] as const;
      const images = await Promise.all(areas.map((area) => people.newImageIn(area)));
      const seenBy = async (who: 'owner' | 'member' | 'stranger') => {
        const { names } = await walk(people.as(who, ''), '/v2/_catalog?n=1000');
        return areas.filter((_, index) => names.includes(images[index]?.name ?? ''));
      };
      assert.deepEqual(await seenBy('owner'), areas);
      assert.deepEqual(await seenBy('member'), ['shared', 'member', 'public']);
      assert.deepEqual(await seenBy('stranger'), ['public']);
    },
  },
  {
    id: 'catalog-pages',
    title: '[A70] gives no hint of hidden repositories by the pages of the catalog',
    requirements: ['AUTH-17', 'LEG-02'],
    strength: 'should',
    needs: ['catalog'],
    async run(registry) {
      const people = await People.of(registry);
      const { name: hidden } = await people.newImageIn('private');
      const own: string[] = [];
      for (let count = 0; count < 3; count++) own.push((await people.newImageIn('shared')).name);
      const member = people.as('member', '');
      const { names, lasts } = await walk(member, '/v2/_catalog?n=2');
      const seenOf = (listed: readonly string[]) => listed.filter((name) => own.includes(name));
      assert.deepEqual(seenOf(names), [...own].sort());
      for (const last of lasts) assert.ok(names.includes(last), 'a link names only what the account may see');
      const after = async (last: string) => seenOf((await walk(member, `/v2/_catalog?n=1000&last=${last}`)).names);
      assert.deepEqual(await after(hidden), await after(`${hidden}-absent`));
      assert.deepEqual(await after(hidden), [...own].sort());
    },
  },
  {
    id: 'unreadable',
    title: '[A72] answers a read that the client may not do like a read of absent content',
    requirements: ['AUTH-13', 'AUTH-17'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const { name, image, digest } = await people.newImageIn('private');
      const absent = people.newName('private');
      const rests = ['tags/list', `referrers/${image.digest}`, `blobs/${digest}`, 'manifests/v1'];
      for (const rest of [...rests, `manifests/${image.digest}`]) {
        const [one, other] = [
          await people.as('stranger', name).get(rest),
          await people.as('stranger', absent).get(rest),
        ].map((answer) => ({ ...partsOf(answer), body: answer.body.toString().replaceAll(/case-[0-9a-f-]+/g, '') }));
        assert.equal(one?.status, 403);
        assert.deepEqual(one, other);
      }
    },
  },
  {
    id: 'denial-wins',
    title: 'refuses a request that one rule allows and another one denies',
    requirements: ['AUTH-13'],
    strength: 'should',
    async run(registry) {
      const people = await People.of(registry);
      const { name } = await people.newImageIn('shared/secret');
      const member = await people.withToken('member', name, `repository:${name}:pull`);
      expectError(await member.get('manifests/v1'), 403, 'DENIED');
      expectHeader(await people.as('owner', name).head('manifests/v1'), 'docker-content-digest');
    },
  },
];

/** What accounts with different rights may do. */
export const rightsCases = casesOf('rights', cases, ['token-service']);
