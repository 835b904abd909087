import * as api from '../src/index.js';

it('exports what a program needs that starts the registry itself', () => {
  expect(Object.keys(api).sort()).toEqual([
    'ConfigurationError',
    'StartError',
    'configurationJsonSchema',
    'configurationSchema',
    'loadConfiguration',
    'runRegistry',
    'variableWarnings',
  ]);
});
