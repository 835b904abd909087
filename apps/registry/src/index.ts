export { ConfigurationError } from './configuration/configuration-error.js';
export { type Configuration, configurationSchema } from './configuration/configuration-schema.js';
export { configurationJsonSchema } from './configuration/json-schema.js';
export { loadConfiguration } from './configuration/load-configuration.js';
export { variableWarnings } from './configuration/variable-warnings.js';
export { runRegistry } from './process/run-registry.js';
export { StartError } from './start/start-error.js';
