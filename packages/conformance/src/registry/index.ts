export { type DescribeRegistryOptions, describeRegistry, type RegistryTestRunner } from './describe-registry.js';
export { missingFeatures, type RegistryCase, type Strength } from './registry-case.js';
export { registryCases } from './registry-cases.js';
export { RegistryContext, type RegistryUnderTest } from './registry-context.js';
export { type RegistryFeature, registryFeatures, standardFeatures } from './registry-feature.js';
export { type CaseResult, type RunOptions, runRegistryCases } from './run-registry-cases.js';
