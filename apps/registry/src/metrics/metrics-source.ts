import type { Registry } from 'prom-client';

/** Returns the metrics of all processes together, in the text format of Prometheus. */
export type MetricsSource = () => Promise<string>;

export const METRICS_SOURCE = Symbol('METRICS_SOURCE');

/** The text format of Prometheus. */
export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** The metrics of one process, in the form that prom-client can add up. */
export type MetricValues = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;
