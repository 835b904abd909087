import { imageManifestType, tagName } from '../content.mjs';
import { generate, runWrk } from '../generator/generate.mjs';

const accept = [`Accept: ${imageManifestType}`];
const acceptLine = `Accept: ${imageManifestType}\r\n`;
const perSecond = { unit: 'requests/s', better: 'more', measure: ({ requests, seconds }) => requests / seconds };

/** wrk can't read the answer to a HEAD, which has a length and no body. */
function head(id, title, targetOf, { subjects }) {
  const run = ({ server, content, seconds }) =>
    generate({ kind: 'fetch', method: 'HEAD', port: server.port, target: targetOf(content), ...heads, seconds });
  return { id, title: `HEAD of ${title}`, subjects, ...perSecond, run };
}
const heads = { connections: 16, fields: acceptLine };

function get(id, title, targetOf, { subjects, rangesOf = () => undefined }) {
  const run = ({ server, content, seconds }) =>
    runWrk(`${server.url}${targetOf(content)}`, { seconds, fields: accept, rangesOf: rangesOf(content) });
  return { id, title, subjects, ...perSecond, run };
}

const registries = ['lading', 'distribution-2', 'distribution-3', 'zot'];
/** Those that can be filled with 100,000 tags. */
const withManyTags = ['lading', 'distribution-2', 'distribution-3'];
const withNginx = [...registries, 'nginx'];
const blob = ({ small }) => `/v2/bench/blobs/${small.digest}`;
const byTag = () => '/v2/bench/manifests/v1';
const byDigest = ({ image }) => `/v2/bench/manifests/${image.digest}`;

/** 16 connections, as fast as answers come. */
export const smallRequests = [
  head('manifest-head-tag', 'a manifest by tag', byTag, { subjects: registries }),
  get('manifest-get-tag', 'GET of a manifest by tag', byTag, { subjects: registries }),
  head('manifest-head-digest', 'a manifest by digest', byDigest, { subjects: registries }),
  get('manifest-get-digest', 'GET of a manifest by digest', byDigest, { subjects: withNginx }),
  head('blob-head', 'a 10 KB blob', blob, { subjects: registries }),
  get('blob-get', 'GET of a 10 KB blob', blob, { subjects: withNginx }),
  get('blob-ranges', 'ranges of 64 KiB all over a large blob', ({ large }) => `/v2/bench/blobs/${large.digest}`, {
    subjects: withNginx,
    rangesOf: ({ large }) => large.size,
  }),
];

const pageAfter = (share) => (content) => `/v2/many/tags/list?n=100&last=${tagName(Math.floor(content.tags * share))}`;

/** Pages of lists. Distribution 2.8 knows no pages of tags and answers with all of them. */
export const lists = [
  get('tags-few', '100 tags of a repository of 100', () => '/v2/few/tags/list?n=100', { subjects: registries }),
  get('tags-many-first', '100 tags at the begin of 100,000', pageAfter(0), { subjects: withManyTags }),
  get('tags-many-middle', '100 tags in the middle of 100,000', pageAfter(0.5), { subjects: withManyTags }),
  get('tags-many-last', '100 tags at the end of 100,000', pageAfter(0.99), { subjects: withManyTags }),
  get('catalog', '100 repositories of 1,000', () => '/v2/_catalog?n=100&last=catalog/000500', {
    subjects: registries,
  }),
  get('referrers', 'the referrers of a subject with 1,000', ({ image }) => `/v2/bench/referrers/${image.digest}`, {
    subjects: ['lading', 'zot'],
  }),
];
