import { createServer, request as send } from 'node:http';
import { pipeline } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often what goes wrong; now and then, for a moment, `busy` is much more. */
const usual = { busy: 0.03, broken: 0.02, forgetful: 0.02, slow: 0.05, cut: 0.01 };
const moment = { every: 20_000, length: 1000, busy: 0.6 };

/**
 * Stands before an S3 server and answers as S3 does on a bad day: 503 SlowDown, 500, 500 for what was done all the same,
 * late, and with a connection that breaks in the middle. Who was sent here by a redirect fails at most once in a row: such
 * clients try three times, and in minutes at these rates some would fail by chance alone.
 */
export async function startFaultyS3(endpoint) {
  const { hostname, port } = new URL(endpoint);
  const started = Date.now();
  const counts = { requests: 0, busy: 0, broken: 0, forgetful: 0, slow: 0, cut: 0 };
  let isCalm = false;
  const spared = new Set();
  const happens = (fault, { url }) => {
    if (isCalm || spared.has(url)) return false;
    const isBadMoment = (Date.now() - started) % moment.every > moment.every - moment.length;
    const isHit = Math.random() < (fault === 'busy' && isBadMoment ? moment.busy : usual[fault]);
    if (isHit) counts[fault] += 1;
    if (isHit && url.includes('X-Amz-Signature=')) spared.add(url);
    return isHit;
  };
  const server = createServer({ requestTimeout: 0 }, async (request, response) => {
    counts.requests += 1;
    request.on('error', () => {});
    response.on('error', () => {});
    if (happens('busy', request)) return refuse(request, response, 503, 'SlowDown');
    if (happens('broken', request)) return refuse(request, response, 500, 'InternalError');
    if (happens('slow', request)) await sleep(200 + Math.random() * 1500);
    const { method, url: path, rawHeaders: headers } = request;
    const onward = send({ host: hostname, port, method, path, headers, agent: false, setHost: false });
    onward.on('error', () => response.destroy());
    onward.on('response', (incoming) => {
      if (happens('forgetful', request)) {
        incoming.resume();
        return refuse(request, response, 500, 'InternalError');
      }
      response.sendDate = false;
      response.writeHead(incoming.statusCode, incoming.statusMessage, incoming.rawHeaders);
      if (happens('cut', request)) incoming.once('data', () => response.destroy());
      pipeline(incoming, response, () => {});
    });
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    counts,
    /** From here on nothing goes wrong. */
    calm() {
      isCalm = true;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuse(request, response, status, code) {
  request.resume();
  const body =
    request.method === 'HEAD'
      ? ''
      : `<?xml version="1.0"?><Error><Code>${code}</Code><Message>on purpose</Message></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': body.length }).end(body);
}
