import { describeRegistry, registryCategories } from '@lading/conformance';

describeRegistry('our registry', async () => ({ url: process.env.REGISTRY_URL }), { cases: registryCategories.pull });
