import type { RegistryConfiguration } from '../configuration/registry-configuration.js';
import type { MetricValues } from '../metrics/metrics-source.js';

/** Messages from the primary process to a worker. */
export type MessageToWorker =
  | { readonly type: 'lading:start'; readonly configuration: RegistryConfiguration }
  /** Finish running transfers, then end; with `now`, do not wait for them. */
  | { readonly type: 'lading:stop'; readonly now: boolean }
  | { readonly type: 'lading:own-metrics-wanted'; readonly id: number }
  | { readonly type: 'lading:all-metrics'; readonly id: number; readonly text: string | undefined };

/** Messages from a worker to the primary process. */
export type MessageToPrimary =
  /** The worker listens to messages now. */
  | { readonly type: 'lading:here' }
  | { readonly type: 'lading:ready'; readonly port: number }
  /** The worker cannot start, and another start would not help. `faults` are those of a ConfigurationError. */
  | { readonly type: 'lading:unable'; readonly reason: string; readonly faults: readonly string[] }
  | { readonly type: 'lading:own-metrics'; readonly id: number; readonly values: MetricValues }
  | { readonly type: 'lading:all-metrics-wanted'; readonly id: number };

/** Whether a message is one of these. The same channel also has messages of Node. */
export function isMessage<Message extends MessageToWorker | MessageToPrimary>(value: unknown): value is Message {
  return (
    typeof value === 'object' && value !== null && String((value as { type?: unknown }).type).startsWith('lading:')
  );
}
