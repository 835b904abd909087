export { type RunningRegistry, type StartRegistryOptions, startRegistry } from './start-registry.js';
