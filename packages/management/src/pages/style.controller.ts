import { Controller, Get, Header } from '@nestjs/common';
import { style } from './style.js';

/** The stylesheet of the pages. Its URL changes with it. */
@Controller('login/style.css')
export class StyleController {
  @Get()
  @Header('Content-Type', 'text/css; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=31536000, immutable')
  @Header('X-Content-Type-Options', 'nosniff')
  get(): string {
    return style;
  }
}
