import type { Logger } from 'pino';
import { startRegistryServer } from '../application/registry-server.js';
import type { RegistryConfiguration } from '../configuration/registry-configuration.js';
import { RegistryMetrics } from '../metrics/registry-metrics.js';
import { serveMetrics } from '../metrics/serve-metrics.js';
import { collectLessOften } from '../tuning/collect-less-often.js';
import { longestStop, type Service } from './service.js';

/**
 * Serves requests in this process, without workers.
 * @throws StartError
 */
export async function serveInProcess(configuration: RegistryConfiguration, logger: Logger): Promise<Service> {
  if (configuration.rareGarbageCollection) collectLessOften();
  const metrics = new RegistryMetrics();
  const metricsSource = () => metrics.registry.metrics();
  const metricsServer = await serveMetrics(configuration, metricsSource);
  const server = await startRegistryServer({ configuration, logger, metrics, metricsSource });
  return {
    port: server.port,
    async stop(now) {
      const guard = setTimeout(() => {
        logger.fatal('the stores did not close in time: this process ends');
        process.exit(1);
      }, longestStop(configuration));
      await server.stop(now);
      metricsServer.close();
      clearTimeout(guard);
    },
  };
}
