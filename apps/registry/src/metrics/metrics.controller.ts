import { Controller, Get, Header, Inject, ServiceUnavailableException } from '@nestjs/common';
import { METRICS_SOURCE, type MetricsSource, metricsContentType } from './metrics-source.js';

/** `GET /metrics`, in the text format of Prometheus. */
@Controller()
export class MetricsController {
  constructor(@Inject(METRICS_SOURCE) private readonly source: MetricsSource) {}

  @Get('metrics')
  @Header('content-type', metricsContentType)
  @Header('cache-control', 'no-store')
  read(): Promise<string> {
    return this.source().catch((cause) => {
      throw new ServiceUnavailableException('not all processes returned their metrics', { cause });
    });
  }
}
