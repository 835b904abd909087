import { RegistryContext, type RegistryUnderTest } from '../registry-context.js';
import { type RegistryFeature, standardFeatures } from '../registry-feature.js';
import { contentProbes } from './content-probes.js';
import { deleteProbes } from './delete-probes.js';
import { uploadProbes } from './upload-probes.js';

/** Whether a registry has a feature. Whatever it does wrong counts as having it, so that a case tells of it. */
export type FeatureProbe = (context: RegistryContext) => Promise<boolean>;

const probes: Readonly<Partial<Record<RegistryFeature, FeatureProbe>>> = {
  ...deleteProbes,
  ...uploadProbes,
  ...contentProbes,
  authentication: async ({ anonymous }) => (await anonymous.send('GET', '/v2/')).status === 401,
};

/**
 * Asks a registry which of the features it has that the specification leaves open. A feature is missing only where the
 * registry says so in a way that is allowed; where a probe can't tell, it is what Lading does as it comes.
 */
export async function detectFeatures(registry: RegistryUnderTest): Promise<readonly RegistryFeature[]> {
  const features = new Set<RegistryFeature>(standardFeatures);
  for (const [feature, probe] of Object.entries(probes) as [RegistryFeature, FeatureProbe][]) {
    const has = await ask(registry, probe, features.has(feature));
    if (has) features.add(feature);
    else features.delete(feature);
  }
  const deletes = (['delete-tag', 'delete-manifest', 'delete-blob'] as const).some((each) => features.has(each));
  if (!deletes) features.add('delete-disabled');
  return [...features];
}

async function ask(registry: RegistryUnderTest, probe: FeatureProbe, otherwise: boolean): Promise<boolean> {
  const context = new RegistryContext(registry);
  try {
    return await probe(context);
  } catch {
    return otherwise;
  } finally {
    await context.dispose();
  }
}
