import { type Reply, type Request } from './right-content.js';
import { RightRegistry } from './right-registry.js';

/** A correct registry whose answers pass through one change. */
function changing(change: (reply: Reply, request: Request) => Reply): typeof RightRegistry {
  return class extends RightRegistry {
    override async answer(request: Request): Promise<Reply> {
      return change(await super.answer(request), request);
    }
  };
}

function without(name: string) {
  return changing(({ headers = {}, ...reply }) => {
    const { [name]: _, ...others } = headers;
    return { ...reply, headers: others };
  });
}

/** Puts another value in a field wherever it is sent. */
function withField(name: string, change: (value: string, reply: Reply, request: Request) => string) {
  return changing((reply, request) => {
    const value = reply.headers?.[name];
    if (value === undefined) return reply;
    return { ...reply, headers: { ...reply.headers, [name]: change(value, reply, request) } };
  });
}

function withStatus(from: number, to: number, method: string) {
  return changing((reply, request) =>
    reply.status === from && request.method === method ? { ...reply, status: to } : reply,
  );
}

function withBody(change: (body: string, reply: Reply) => string | Buffer) {
  return changing((reply) =>
    reply.body === undefined ? reply : { ...reply, body: change(String(reply.body), reply) },
  );
}

const isError = ({ status }: Reply) => status >= 400;

/** A fault in the answers of a registry, the registry, and the case that notices it. */
export const wrongAnswers: readonly (readonly [fault: string, Registry: typeof RightRegistry, id: string])[] = [
  ['leaves out Docker-Content-Digest', without('docker-content-digest'), 'manifest/head-by-tag'],
  ['leaves out the Location of an upload', without('location'), 'upload/post'],
  ['leaves out OCI-Subject', without('oci-subject'), 'referrers/subject-header'],
  ['leaves out OCI-Filters-Applied', without('oci-filters-applied'), 'referrers/filter'],
  ['leaves out Content-Range', without('content-range'), 'range/part-500-1499'],
  ['adds a charset to types', withField('content-type', (type) => `${type}; charset=utf-8`), 'manifest/get-by-tag'],
  [
    'calls a referrers list plain JSON',
    withField('content-type', () => 'application/json'),
    'referrers/unknown-subject',
  ],
  [
    'counts one byte too many in Range',
    withField('range', (range) => range.replace(/\d+$/, (last) => `${+last + 1}`)),
    'chunk/two',
  ],
  ['says 0--1 of an empty upload', withField('range', (range) => range.replace('0-0', '0--1')), 'session/status-empty'],
  [
    'gives a Location that leads nowhere',
    withField('location', (location) => location.replace(/.$/, '')),
    'upload/put',
  ],
  [
    'names the digest of something else',
    withField('docker-content-digest', (digest) => digest.replace(/.$/, 'x')),
    'blob/get',
  ],
  ['writes Link without brackets', withField('link', (link) => link.replace(/[<>]/g, '')), 'tag-list/link'],
  [
    'compresses in name',
    changing((reply) => ({ ...reply, headers: { ...reply.headers, 'content-encoding': 'gzip' } })),
    'manifest/never-compressed',
  ],
  [
    'warns with a date',
    changing((reply) => ({ ...reply, headers: { ...reply.headers, warning: '299 - "x" "Mon, 01 Jan 2024"' } })),
    'error/warnings',
  ],
  ['deletes with 200', withStatus(202, 200, 'DELETE'), 'delete/manifest'],
  ['closes an upload with 204', withStatus(201, 204, 'PUT'), 'upload/put'],
  ['finds an unknown blob', withStatus(404, 200, 'HEAD'), 'blob/get-unknown'],
  ['serves a part with 200', withStatus(206, 200, 'GET'), 'range/part-500-1499'],
  ['takes the status of an upload for 200', withStatus(204, 200, 'GET'), 'session/status'],
  ['refuses a chunk out of order with 400', withStatus(416, 400, 'PATCH'), 'chunk-order/gap'],
  [
    'answers errors as frameworks do',
    withBody((body, reply) => (isError(reply) ? '{"statusCode":404,"message":"x"}' : body)),
    'manifest/get-unknown',
  ],
  ['makes up error codes', withBody((body) => body.replace('MANIFEST_UNKNOWN', 'NOT_FOUND')), 'error/known-codes'],
  [
    'shows a stack trace',
    withBody((body, reply) => (isError(reply) ? `Error: x\n    at f (/app/x.js:1:2)` : body)),
    'error/body',
  ],
  [
    'writes manifests anew',
    withBody((body) => (body.startsWith('\t') ? JSON.stringify(JSON.parse(body)) : body)),
    'manifest/bytes-are-kept',
  ],
  ['says null for no tags', withBody((body) => body.replace('"tags":[]', '"tags":null')), 'tag-list/empty'],
  [
    'lists tags backwards',
    withBody((body) => body.replace(/"tags":\[(.*)\]/, (_, tags) => `"tags":[${tags.split(',').reverse()}]`)),
    'tag-list/order',
  ],
  [
    'leaves out annotations of referrers',
    withBody((body) => body.replace(/,"annotations":\{[^}]*\}/g, '')),
    'referrers/descriptor',
  ],
];
