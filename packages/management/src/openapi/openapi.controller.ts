import { Get, Inject } from '@nestjs/common';
import { z } from 'zod';
import { ManagementController } from '../controller/management-controller.decorator.js';
import { OPENAPI_DOCUMENT } from '../options/management.tokens.js';
import { Operation } from '../route/operation.decorator.js';

@ManagementController()
export class OpenApiController {
  constructor(@Inject(OPENAPI_DOCUMENT) private readonly content: object) {}

  @Get('openapi.json')
  @Operation({ summary: 'Describes this API (OpenAPI 3.1)', audience: 'anyone', answer: z.looseObject({}) })
  document(): object {
    return this.content;
  }
}
