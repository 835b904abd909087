// Prints the bytes of the largest piece in which a large body arrives under this Node.js.
import { createServer } from 'node:http';
import { beginLargeReads, offerLargeReads } from '../../packages/server/dist/transport/large-reads.js';
import { takeTurns } from '../../packages/server/dist/transport/request-turns.js';

const server = createServer(async (request, response) => {
  const end = beginLargeReads(request);
  let largest = 0;
  for await (const piece of request) largest = Math.max(largest, piece.byteLength);
  end();
  response.end(String(largest));
});
offerLargeReads(server);
takeTurns(server);
server.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const answer = await fetch(url, { method: 'PUT', body: Buffer.alloc(32 * 1024 * 1024) });
  console.log(await answer.text());
  server.closeAllConnections();
  server.close();
});
