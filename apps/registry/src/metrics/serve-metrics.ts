import { createServer } from 'node:http';
import type { Configuration } from '../configuration/configuration-schema.js';
import { explainListenError } from '../start/listen-fault.js';
import { type MetricsSource, metricsContentType } from './metrics-source.js';

/**
 * Serves `/metrics` on a separate port if one is configured.
 * @throws StartError
 */
export async function serveMetrics(
  { metrics, metricsPort, host }: Configuration,
  source: MetricsSource,
): Promise<{ close(): void }> {
  if (!metrics || metricsPort === undefined) return { close: () => undefined };
  const server = createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') return response.writeHead(404).end();
    const text = await source().catch(() => undefined);
    if (text === undefined) return response.writeHead(503, { 'retry-after': '1' }).end();
    return response.writeHead(200, { 'content-type': metricsContentType }).end(text);
  });
  await new Promise<void>((resolve, reject) => {
    const listenAddress = { host, port: metricsPort, variable: 'LADING_METRICS_PORT' } as const;
    server.once('error', (error) => reject(explainListenError(error, listenAddress) ?? error));
    server.listen(metricsPort, host, resolve);
  });
  return {
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
