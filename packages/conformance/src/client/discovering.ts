import assert from 'node:assert/strict';
import { mediaTypes } from '@lading/core';
import { basicOnly } from './authenticating-habits.js';
import { clientCase, credentials, sawNoCredentials } from './client-case.js';
import { artifact, bytesOf, described, fallbackTag, indexOf, withSubject } from './sample.js';
import { errorAnswer, type Habit, type ScriptedAnswer, type ScriptedRegistry } from './scripted-registry.js';

const json = { 'content-type': 'application/json' } as const;
const index = { 'content-type': mediaTypes.imageIndex } as const;

/** A page of tags, with a link to the next. */
function tagsPage(tags: unknown, link?: string): ScriptedAnswer {
  return {
    status: 200,
    headers: link === undefined ? json : { ...json, link },
    body: JSON.stringify({ name: 'x', tags }),
  };
}

/** Answers lists of tags in three pages. The first two have a link to the next. */
function pagedTags(link: (path: string) => string): Habit {
  const pages = [['a', 'b'], ['c'], ['d', 'e']];
  return ({ path, query }) => {
    if (!path.endsWith('/tags/list')) return undefined;
    const page = Number(query.get('page') ?? 0);
    return tagsPage(pages[page], page === 2 ? undefined : link(`${path}?page=${page + 1}`));
  };
}

function servingReferrers(answer: (target: URL) => ScriptedAnswer): Habit {
  return ({ path, target }) => (path.includes('/referrers/') ? answer(new URL(target, 'http://registry')) : undefined);
}

function listed(manifest: object, artifactType: string) {
  return { ...described(bytesOf(manifest), mediaTypes.imageManifest), artifactType };
}

/** A registry without the API, whose fallback tag lists two referrers of a subject. */
function withFallback(registry: ScriptedRegistry) {
  const subject = withSubject(registry);
  const one = artifact({ subject: subject.descriptor, artifactType: 'type/one' });
  const two = artifact({ subject: subject.descriptor, artifactType: 'type/two' });
  const digests = [registry.putManifest(one), registry.putManifest(two)] as const;
  registry.putManifest(indexOf(listed(one, 'type/one'), listed(two, 'type/two')), fallbackTag(subject.digest));
  return { subject, digests };
}

function entriesOf(registry: ScriptedRegistry, subject: string): readonly Record<string, unknown>[] {
  return JSON.parse(String(registry.manifests.get(fallbackTag(subject))?.bytes)).manifests;
}

export const discovering = [
  ...[
    ['quoted', (path: string) => `<${path}>; rel="next"`],
    ['unquoted', (path: string) => `<${path}>;rel=next`],
    ['among others', (path: string) => `</v2/first>; rel="first", <${path}>; title="a, b"; rel="prev next"`],
  ].map(([name, link]) =>
    clientCase(
      `tag-pages-${String(name).replace(' ', '-')}`,
      `follows a Link that is ${name}`,
      ['TAG-15'],
      async ({ registry, client }) => {
        registry.learn(pagedTags(link as (path: string) => string));
        assert.deepEqual(await client.listTags(), ['a', 'b', 'c', 'd', 'e']);
      },
    ),
  ),
  clientCase('absolute-link', 'follows a Link that is absolute', ['TAG-15'], async ({ registry, client }) => {
    registry.learn(pagedTags((path) => `<${new URL(path, registry.url).href}>; rel="next"`));
    assert.equal((await client.listTags()).length, 5);
  }),
  clientCase(
    'foreign-link',
    'takes no page from another host',
    ['TAG-15'],
    async ({ registry, clientWith, startServer }) => {
      const other = await startServer(() => tagsPage(['stolen']));
      registry.learn(({ path }) =>
        path.endsWith('/tags/list')
          ? tagsPage(['a'], `<${new URL('/v2/x/tags/list', other.url).href}>; rel="next"`)
          : undefined,
      );
      registry.learn(basicOnly(credentials));
      await clientWith({ credentials })
        .listTags()
        .then(
          (tags) => assert.ok(!tags.includes('stolen')),
          () => undefined,
        );
      sawNoCredentials(other);
    },
  ),
  clientCase('link-to-itself', 'ends a list that leads back to itself', ['TAG-15'], async ({ registry, client }) => {
    registry.learn(({ path, target }) =>
      path.endsWith('/tags/list') ? tagsPage(['a'], `<${target}>; rel="next"`) : undefined,
    );
    const tags = await client.listTags().catch(() => ['a']);
    assert.ok(tags.length <= 2 && registry.requests.length <= 3);
  }),
  clientCase(
    'no-tags',
    'reads null as no tags, and leaves out what is no tag',
    ['TAG-03'],
    async ({ registry, client }) => {
      for (const [tags, expected] of [
        [null, []],
        [[], []],
        [['v1', null, 'sha256:abc', '../x', 7], ['v1']],
      ] as const) {
        registry.learn(({ path }) => (path.endsWith('/tags/list') ? tagsPage(tags) : undefined));
        assert.deepEqual(await client.listTags(), expected);
      }
    },
  ),
  clientCase('referrers', 'lists referrers by the API, page after page', ['RFR-11'], async ({ registry, client }) => {
    const { digest, descriptor } = withSubject(registry);
    const manifests = ['one', 'two', 'three'].map((name) =>
      artifact({ subject: descriptor, artifactType: `type/${name}` }),
    );
    registry.learn(
      servingReferrers(({ pathname, searchParams }) => {
        const page = Number(searchParams.get('page') ?? 0);
        const link = page === 2 ? {} : { link: `<${pathname}?page=${page + 1}>; rel="next"` };
        return {
          status: 200,
          headers: { ...index, ...link },
          body: JSON.stringify(indexOf(listed(manifests[page] as object, 'type/x'))),
        };
      }),
    );
    assert.equal((await client.listReferrers(digest)).length, 3);
  }),
  clientCase(
    'filter-not-applied',
    'picks referrers of a type itself where the registry does not',
    ['RFR-16'],
    async ({ registry, client }) => {
      const { digest, descriptor } = withSubject(registry);
      const one = listed(artifact({ subject: descriptor, artifactType: 'type/one' }), 'type/one');
      const two = listed(artifact({ subject: descriptor, artifactType: 'type/two' }), 'type/two');
      registry.learn(
        servingReferrers(() => ({ status: 200, headers: index, body: JSON.stringify(indexOf(one, two)) })),
      );
      assert.deepEqual(await client.listReferrers(digest, 'type/two'), [two.digest]);
    },
  ),
  ...(
    [
      ['404', errorAnswer(404, 'UNSUPPORTED')],
      ['400', errorAnswer(400, 'UNSUPPORTED')],
      ['405', { status: 405 }],
      ['406, as Artifactory answers', { status: 406 }],
      ['501', { status: 501 }],
      [
        'a page for people, as Docker Hub answered',
        { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' },
      ],
      ['JSON of another kind', { status: 200, headers: json, body: '{}' }],
    ] as readonly (readonly [string, ScriptedAnswer])[]
  ).map(([name, answer], position) =>
    clientCase(
      `no-referrers-api-${position}`,
      `takes the fallback tag where the referrers API answers ${name}`,
      ['RFR-14', 'RFR-16', 'BC-01'],
      async ({ registry, client }) => {
        const { subject, digests } = withFallback(registry);
        registry.learn(servingReferrers(() => answer));
        assert.deepEqual(await client.listReferrers(subject.digest), digests);
        assert.deepEqual(await client.listReferrers(subject.digest, 'type/two'), [digests[1]]);
      },
    ),
  ),
  clientCase(
    'referrers-forbidden',
    'does not take a refusal for a missing API',
    ['RFR-14'],
    async ({ registry, client }) => {
      const { subject } = withFallback(registry);
      for (const status of [401, 403]) {
        registry.learn(servingReferrers(() => errorAnswer(status, 'DENIED')));
        await assert.rejects(client.listReferrers(subject.digest));
      }
    },
  ),
  clientCase(
    'no-fallback-tag',
    'finds no referrers where there is neither API nor tag',
    ['RFR-15'],
    async ({ registry, client }) => {
      const { digest } = withSubject(registry);
      assert.deepEqual(await client.listReferrers(digest), []);
    },
  ),
  clientCase(
    'fallback-tag-is-the-subject',
    'does not take the children of an index for its referrers where a tag is read as a digest',
    ['RFR-15'],
    async ({ registry, client }) => {
      const child = artifact();
      registry.putManifest(child);
      const digest = registry.putManifest(indexOf(described(bytesOf(child), mediaTypes.imageManifest)));
      registry.learn((request) =>
        request.path.endsWith(fallbackTag(digest))
          ? registry.honest({ ...request, path: `/v2/x/manifests/${digest}` })
          : undefined,
      );
      assert.deepEqual(await client.listReferrers(digest), []);
    },
  ),
  clientCase(
    'fallback-tag-of-another-kind',
    'takes no image under the fallback tag for a list',
    ['RFR-15'],
    async ({ registry, client }) => {
      const { digest } = withSubject(registry);
      registry.putManifest(artifact(), fallbackTag(digest));
      assert.deepEqual(await client.listReferrers(digest), []);
    },
  ),
  clientCase(
    'push-with-subject',
    'lists what it pushes in the fallback tag where there is no API',
    ['SUBJ-02', 'SUBJ-03', 'SUBJ-05', 'SUBJ-07', 'SUBJ-08', 'FBT-01', 'BC-02'],
    async ({ registry, client }) => {
      const { digest, descriptor } = withSubject(registry);
      const manifest = bytesOf(
        artifact({ subject: descriptor, artifactType: 'type/one', annotations: { 'org.example': 'words' } }),
      );
      await client.pushManifest(manifest, mediaTypes.imageManifest);
      assert.deepEqual(entriesOf(registry, digest), [
        {
          ...described(manifest, mediaTypes.imageManifest),
          artifactType: 'type/one',
          annotations: { 'org.example': 'words' },
        },
      ]);
    },
  ),
  clientCase('push-with-subject-twice', 'lists a referrer once', ['SUBJ-06'], async ({ registry, client }) => {
    const { subject, digests } = withFallback(registry);
    const manifest = bytesOf(artifact({ subject: subject.descriptor, artifactType: 'type/one' }));
    await client.pushManifest(manifest, mediaTypes.imageManifest);
    assert.deepEqual(
      entriesOf(registry, subject.digest).map((entry) => entry.digest),
      digests,
    );
  }),
  clientCase(
    'type-of-the-config',
    'lists a referrer without a type of its own by the type of its config',
    ['SUBJ-07'],
    async ({ registry, client }) => {
      const { digest, descriptor } = withSubject(registry);
      const { artifactType: _, ...untyped } = artifact({ subject: descriptor });
      await client.pushManifest(bytesOf(untyped), mediaTypes.imageManifest);
      assert.equal(entriesOf(registry, digest)[0]?.artifactType, mediaTypes.empty);
    },
  ),
  clientCase(
    'subject-without-api',
    'keeps the fallback tag where a registry sends OCI-Subject and has no API, as ECR did',
    ['BC-02'],
    async ({ registry, client }) => {
      const { digest, descriptor } = withSubject(registry);
      registry.learn((request) => {
        const answer = request.method === 'PUT' ? registry.honest(request) : undefined;
        return answer === undefined ? undefined : { ...answer, headers: { ...answer.headers, 'oci-subject': digest } };
      });
      await client.pushManifest(bytesOf(artifact({ subject: descriptor })), mediaTypes.imageManifest);
      assert.equal(entriesOf(registry, digest).length, 1);
    },
  ),
  clientCase(
    'subject-with-api',
    'leaves the tag alone where the registry has the API',
    ['SUBJ-02'],
    async ({ registry, client }) => {
      const { digest, descriptor } = withSubject(registry);
      registry.learn(servingReferrers(() => ({ status: 200, headers: index, body: JSON.stringify(indexOf()) })));
      await client.pushManifest(bytesOf(artifact({ subject: descriptor })), mediaTypes.imageManifest);
      assert.ok(!registry.manifests.has(fallbackTag(digest)));
    },
  ),
  clientCase(
    'changed-in-between',
    'loses no entry that somebody else wrote in between',
    ['SUBJ-08', 'FBT-03'],
    async ({ registry, client }) => {
      const { subject, digests } = withFallback(registry);
      const tag = fallbackTag(subject.digest);
      const theirs = artifact({ subject: subject.descriptor, artifactType: 'type/theirs' });
      let isFirst = true;
      registry.learn((request) => {
        if (request.method !== 'PUT' || !request.path.endsWith(tag)) return undefined;
        if (isFirst) {
          isFirst = false;
          const entries = [...entriesOf(registry, subject.digest), listed(theirs, 'type/theirs')];
          registry.putManifest(theirs);
          registry.putManifest(indexOf(...entries), tag);
        }
        const current = registry.honest({ ...request, method: 'GET' }).headers?.etag;
        return request.headers['if-match'] === current ? undefined : { status: 412 };
      });
      await client.pushManifest(
        bytesOf(artifact({ subject: subject.descriptor, artifactType: 'type/ours' })),
        mediaTypes.imageManifest,
      );
      const types = entriesOf(registry, subject.digest).map((entry) => entry.artifactType);
      assert.deepEqual(
        [types.length, types.includes('type/theirs'), types.includes('type/ours')],
        [digests.length + 2, true, true],
      );
    },
  ),
  clientCase(
    'list-of-another-kind',
    'reports that a referrer is not listed where the tag holds something else',
    ['SUBJ-04'],
    async ({ registry, client }) => {
      const { digest, descriptor } = withSubject(registry);
      registry.putManifest(artifact(), fallbackTag(digest));
      await assert.rejects(client.pushManifest(bytesOf(artifact({ subject: descriptor })), mediaTypes.imageManifest));
      assert.equal(registry.manifests.get(fallbackTag(digest))?.mediaType, mediaTypes.imageManifest);
    },
  ),
  clientCase(
    'delete-a-referrer',
    'takes a referrer that it deletes off the fallback tag',
    ['DEL-09'],
    async ({ registry, client }) => {
      const { subject, digests } = withFallback(registry);
      assert.equal(await client.deleteManifest(digests[0]), true);
      assert.deepEqual(
        entriesOf(registry, subject.digest).map((entry) => entry.digest),
        [digests[1]],
      );
    },
  ),
  clientCase(
    'warnings',
    'passes each warning on once',
    ['WRN-04', 'WRN-05', 'WRN-06'],
    async ({ registry, clientWith }) => {
      registry.putManifest(artifact(), 'v1');
      registry.learn((request) => {
        const answer = registry.honest(request);
        const warning = ['299 - "the \\"old\\" tag goes"', '199 - "other"', '299 - "second"', 'nonsense'];
        return { ...answer, headers: { ...answer.headers, warning } };
      });
      const warnings: string[] = [];
      const client = clientWith({ onWarning: (text) => warnings.push(text) });
      await client.readManifest('v1');
      await client.readManifest('v1');
      assert.deepEqual(warnings, ['the "old" tag goes', 'second']);
    },
  ),
];
