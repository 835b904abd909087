import type { Logger } from 'pino';
import type { RegistryConfiguration } from '../configuration/registry-configuration.js';
import type { MetricsSource } from '../metrics/metrics-source.js';
import type { RegistryMetrics } from '../metrics/registry-metrics.js';

/** The parts of one process that serves requests. */
export interface RegistryServerParts {
  readonly configuration: RegistryConfiguration;
  readonly logger: Logger;
  readonly metrics: RegistryMetrics;
  /** The metrics of all processes. */
  readonly metricsSource: MetricsSource;
}
