import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { ManagementOptions } from '../options/management.options.js';
import { MANAGEMENT_OPTIONS } from '../options/management.tokens.js';

export const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<ManagementOptions>({
  moduleName: 'Management',
  optionsInjectionToken: MANAGEMENT_OPTIONS,
})
  .setClassMethodName('forRoot')
  .build();
