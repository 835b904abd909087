import { RegistryModule, type RegistryOptions } from '@lading/server';
import { type DynamicModule, Module } from '@nestjs/common';
import { HealthController } from '../health/health.controller.js';
import { Readiness } from '../health/readiness.js';
import { MetricsController } from '../metrics/metrics.controller.js';
import { METRICS_SOURCE, type MetricsSource } from '../metrics/metrics-source.js';

export interface AppModuleParts {
  readonly registry: RegistryOptions;
  readonly readiness: Readiness;
  /** Absent where `/metrics` is not served here. */
  readonly metricsSource: MetricsSource | undefined;
}

@Module({})
class AppModule {}

/** The registry, with what whoever runs it needs beside it: health and metrics. */
export function createAppModule({ registry, readiness, metricsSource }: AppModuleParts): DynamicModule {
  const hasMetrics = metricsSource !== undefined;
  return {
    module: AppModule,
    imports: [RegistryModule.forRoot(registry)],
    controllers: [HealthController, ...(hasMetrics ? [MetricsController] : [])],
    providers: [
      { provide: Readiness, useValue: readiness },
      ...(hasMetrics ? [{ provide: METRICS_SOURCE, useValue: metricsSource }] : []),
    ],
  };
}
