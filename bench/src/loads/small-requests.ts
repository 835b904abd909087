import { imageManifestType } from '@lading/e2e/harness/image';
import { type Content, tagName } from '../content.js';
import { generate, runWrk } from '../generator/generate.js';
import type { SubjectName } from '../subjects/subject.js';
import { type Load, registries } from './load.js';

type TargetOf = (content: Content) => string;

const accept = `Accept: ${imageManifestType}`;
const perSecond: Pick<Load, 'unit' | 'better' | 'measure'> = {
  unit: 'requests/s',
  better: 'more',
  measure: ({ requests, seconds }) => requests / seconds,
};

/** By our generator: wrk cannot read the answer to a HEAD, which has a length and no body. */
function head(id: string, title: string, targetOf: TargetOf): Load {
  return {
    id,
    title: `HEAD of ${title}`,
    subjects: registries,
    ...perSecond,
    run: ({ server: { port }, content, seconds }) => {
      const target = targetOf(content);
      return generate({
        kind: 'fetch',
        method: 'HEAD',
        port,
        target,
        connections: 16,
        fields: `${accept}\r\n`,
        seconds,
      });
    },
  };
}

interface GetOptions {
  readonly subjects: readonly SubjectName[];
  /** The size of a blob of which ranges are asked for. */
  readonly rangesOf?: (content: Content) => number;
}

function get(id: string, title: string, targetOf: TargetOf, { subjects, rangesOf }: GetOptions): Load {
  return {
    id,
    title,
    subjects,
    ...perSecond,
    run: ({ server, content, seconds }) =>
      runWrk(`${server.url}${targetOf(content)}`, { seconds, fields: [accept], rangesOf: rangesOf?.(content) }),
  };
}

/** Those that can be filled with 100,000 tags. */
const withManyTags: readonly SubjectName[] = ['lading', 'distribution-2', 'distribution-3'];
const withNginx: readonly SubjectName[] = [...registries, 'nginx'];
const blob: TargetOf = ({ small }) => `/v2/bench/blobs/${small.digest}`;
const byTag: TargetOf = () => '/v2/bench/manifests/v1';
const byDigest: TargetOf = ({ image }) => `/v2/bench/manifests/${image.digest}`;

/** 16 connections, as fast as answers come. */
export const smallRequests: readonly Load[] = [
  head('manifest-head-tag', 'a manifest by tag', byTag),
  get('manifest-get-tag', 'GET of a manifest by tag', byTag, { subjects: registries }),
  head('manifest-head-digest', 'a manifest by digest', byDigest),
  get('manifest-get-digest', 'GET of a manifest by digest', byDigest, { subjects: withNginx }),
  head('blob-head', 'a 10 KB blob', blob),
  get('blob-get', 'GET of a 10 KB blob', blob, { subjects: withNginx }),
  get('blob-ranges', 'ranges of 64 KiB all over a large blob', ({ large }) => `/v2/bench/blobs/${large.digest}`, {
    subjects: withNginx,
    rangesOf: ({ large }) => large.size,
  }),
];

/** The page of tags after a share of them. */
function pageAfter(share: number): TargetOf {
  return ({ tags }) => `/v2/many/tags/list?n=100&last=${tagName(Math.floor(tags * share))}`;
}

/** Pages of lists. Distribution 2.8 has no pages of tags and answers with all of them. */
export const lists: readonly Load[] = [
  get('tags-few', '100 tags of a repository of 100', () => '/v2/few/tags/list?n=100', { subjects: registries }),
  get('tags-many-first', '100 tags at the begin of 100,000', pageAfter(0), { subjects: withManyTags }),
  get('tags-many-middle', '100 tags in the middle of 100,000', pageAfter(0.5), { subjects: withManyTags }),
  get('tags-many-last', '100 tags at the end of 100,000', pageAfter(0.99), { subjects: withManyTags }),
  get('catalog', '100 repositories of 1,000', () => '/v2/_catalog?n=100&last=catalog/000500', { subjects: registries }),
  get('referrers', 'the referrers of a subject with 1,000', ({ image }) => `/v2/bench/referrers/${image.digest}`, {
    subjects: ['lading', 'zot'],
  }),
];
