import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { RegistryOptions } from './registry.options.js';

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<RegistryOptions>({ moduleName: 'Registry' })
    .setClassMethodName('forRoot')
    .setExtras<{ isGlobal?: boolean }>({ isGlobal: false }, (definition, { isGlobal = false }) => ({
      ...definition,
      global: isGlobal,
    }))
    .build();
