import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { TokenServiceOptions } from './token-service.options.js';

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<TokenServiceOptions>({
  moduleName: 'TokenService',
})
  .setClassMethodName('forRoot')
  .build();
