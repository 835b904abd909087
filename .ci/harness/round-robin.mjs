import { createServer, request as send } from 'node:http';
import { pipeline } from 'node:stream';

/**
 * A load balancer as plain as can be: each request goes to the next replica, whatever came before, each over a connection
 * of its own. Nothing is repeated but a connection that nobody accepted, since nothing of the request was sent then.
 *
 * @param ports tells the ports of the replicas that should be there now
 */
export async function startRoundRobin(ports) {
  let turn = 0;
  const served = new Map();
  const answer = (request, response) => forward(request, response, ports().length);
  const forward = (request, response, tries) => {
    const list = ports();
    const port = list[turn++ % list.length];
    const { method, url: path, rawHeaders: headers } = request;
    const onward = send({ host: '127.0.0.1', port, method, path, headers, agent: false, setHost: false });
    onward.on('error', (error) => {
      if (error.code === 'ECONNREFUSED' && tries > 1) forward(request, response, tries - 1);
      else giveUp(request, response);
    });
    onward.once('socket', (socket) =>
      socket.once('connect', () => {
        served.set(port, (served.get(port) ?? 0) + 1);
        if (!hasBody(request)) onward.end();
        else request.pipe(onward);
      }),
    );
    onward.on('continue', () => response.writeContinue());
    onward.on('response', (incoming) => {
      // An answer may come before the end of the body. What the client still sends is taken all the same: a connection that
      // closes meanwhile is a broken pipe to a client that has not read the answer yet.
      request.unpipe(onward);
      request.resume();
      response.sendDate = false;
      response.writeHead(incoming.statusCode, incoming.statusMessage, withoutHops(incoming.rawHeaders));
      pipeline(incoming, response, () => {});
    });
    response.on('close', () => onward.destroy());
  };
  const server = createServer({ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 120_000 }, answer);
  server.on('checkContinue', answer);
  server.maxHeaderSize = 65_536;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${server.address().port}`;
  return {
    host,
    url: `http://${host}`,
    /** How many requests each port got. */
    served: () => Object.fromEntries(served),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function hasBody({ headers }) {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** The replica died or broke off: as every load balancer says it, or by a cut where the answer had begun. */
function giveUp(request, response) {
  request.resume();
  if (response.headersSent) response.destroy();
  else if (!response.destroyed) response.writeHead(502, { 'content-length': 0 }).end();
}

function withoutHops(rawHeaders) {
  const kept = [];
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (!/^(?:connection|keep-alive|transfer-encoding)$/i.test(rawHeaders[index]))
      kept.push(rawHeaders[index], rawHeaders[index + 1]);
  return kept;
}
