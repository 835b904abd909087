import type { Access } from '@lading/access';
import { ManagementModule } from '@lading/management';
import { RegistryModule, type RegistryOptions, TokenServiceModule } from '@lading/server';
import { type DynamicModule, Module } from '@nestjs/common';
import { HealthController } from '../health/health.controller.js';
import { Readiness } from '../health/readiness.js';
import { MetricsController } from '../metrics/metrics.controller.js';
import { METRICS_SOURCE, type MetricsSource } from '../metrics/metrics-source.js';
import { BackgroundWork } from './background-work.js';

export interface AppModuleParts {
  /** What the application does: it serves the API with these options, or only runs background tasks. */
  readonly work: RegistryOptions | BackgroundWork;
  /** Absent if everybody may do everything. */
  readonly access: Access | undefined;
  /** Where clients reach the registry. */
  readonly publicUrl: URL;
  readonly readiness: Readiness;
  /** Absent where `/metrics` is not served here. */
  readonly metricsSource: MetricsSource | undefined;
}

@Module({})
class AppModule {}

/** The registry or its background tasks, with health and metrics. */
export function createAppModule({ work, access, publicUrl, readiness, metricsSource }: AppModuleParts): DynamicModule {
  const hasMetrics = metricsSource !== undefined;
  const isBackground = work instanceof BackgroundWork;
  return {
    module: AppModule,
    imports: isBackground ? [] : [RegistryModule.forRoot(work), ...modulesOf(access, publicUrl)],
    controllers: [HealthController, ...(hasMetrics ? [MetricsController] : [])],
    providers: [
      { provide: Readiness, useValue: readiness },
      ...(isBackground ? [{ provide: BackgroundWork, useValue: work }] : []),
      ...(hasMetrics ? [{ provide: METRICS_SOURCE, useValue: metricsSource }] : []),
    ],
  };
}

/** What serves those who sign in. */
function modulesOf(access: Access | undefined, publicUrl: URL): DynamicModule[] {
  if (access === undefined) return [];
  const { signIn, tokens, refreshTokens, live, workloads } = access;
  const parts = { signIn, tokens, refreshTokens, live, workloads };
  const tokenService = 'issue' in tokens ? [TokenServiceModule.forRoot({ access: parts })] : [];
  return [...tokenService, ManagementModule.forRoot({ access, publicUrl })];
}
