export { type DescribeRegistryOptions, describeRegistry, type RegistryTestRunner } from './describe-registry.js';
export { detectFeatures } from './feature/detect-features.js';
export type { Exchange } from './http/exchange.js';
export type { Authorize } from './http/http-client.js';
export { missingFeatures, type RegistryCase, type Strength } from './registry-case.js';
export { type RegistryCategory, registryCases, registryCategories } from './registry-cases.js';
export { RegistryContext, type RegistryUnderTest } from './registry-context.js';
export { type RegistryFeature, registryFeatures, standardFeatures } from './registry-feature.js';
export { type CaseResult, type RunOptions, type RunTogetherOptions, runRegistryCases } from './run-registry-cases.js';
