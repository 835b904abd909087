import { RegistryContext, type RegistryUnderTest } from '../registry-context.js';
import { type RegistryFeature, standardFeatures } from '../registry-feature.js';
import { People } from '../token/people.js';
import { tokenIn } from '../token/token-endpoint.js';
import { contentProbes } from './content-probes.js';
import { deleteProbes } from './delete-probes.js';
import type { FeatureProbe } from './feature-probe.js';
import { uploadProbes } from './upload-probes.js';

const probes: Readonly<Partial<Record<RegistryFeature, FeatureProbe>>> = {
  ...deleteProbes,
  ...uploadProbes,
  ...contentProbes,
  authentication: async ({ anonymous }) => (await anonymous.send('GET', '/v2/')).status === 401,
  'refresh-tokens': async (context) => {
    const { endpoint, accounts } = await People.of(context);
    const answer = await endpoint.get({ account: accounts.member, parameters: { offline_token: 'true' } });
    return tokenIn(answer).refresh_token !== undefined;
  },
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
