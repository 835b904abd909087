import type { RegistryContext } from '../registry-context.js';

/** Whether a registry has a feature. A wrong answer counts as having it, and a case then reports the fault. */
export type FeatureProbe = (context: RegistryContext) => Promise<boolean>;
