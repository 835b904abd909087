import type { Registry } from 'prom-client';

/** The metrics of all processes together, as Prometheus reads them. */
export type MetricsSource = () => Promise<string>;

export const METRICS_SOURCE = Symbol('METRICS_SOURCE');

/** Prometheus' text format. */
export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** The metrics of one process, as prom-client adds them up. */
export type MetricValues = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;
