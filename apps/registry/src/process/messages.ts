import type { RegistryConfiguration } from '../application/registry-configuration.js';
import type { MetricValues } from '../metrics/metrics-source.js';

/** What the primary process tells a worker. */
export type MessageToWorker =
  | { readonly type: 'lading:start'; readonly configuration: RegistryConfiguration }
  /** Let transfers finish and end; `now` does not wait for them. */
  | { readonly type: 'lading:stop'; readonly now: boolean }
  | { readonly type: 'lading:own-metrics-wanted'; readonly id: number }
  | { readonly type: 'lading:all-metrics'; readonly id: number; readonly text: string | undefined };

/** What a worker tells the primary process. */
export type MessageToPrimary =
  /** It listens to messages now. */
  | { readonly type: 'lading:here' }
  | { readonly type: 'lading:ready'; readonly port: number }
  /** It can't start, and would not if it were started again. `faults` are those of a ConfigurationError. */
  | { readonly type: 'lading:unable'; readonly reason: string; readonly faults: readonly string[] }
  | { readonly type: 'lading:own-metrics'; readonly id: number; readonly values: MetricValues }
  | { readonly type: 'lading:all-metrics-wanted'; readonly id: number };

/** Whether a message is one of ours: the same channel carries those of Node. */
export function isMessage<Message extends MessageToWorker | MessageToPrimary>(value: unknown): value is Message {
  return (
    typeof value === 'object' && value !== null && String((value as { type?: unknown }).type).startsWith('lading:')
  );
}
