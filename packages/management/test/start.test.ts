import { Controller, Get } from '@nestjs/common';
import { routesOf } from '../src/route/routes.js';

@Controller('api/v1/forgotten')
class ForgetfulController {
  @Get()
  list() {
    return [];
  }
}

describe('a handler without a declaration', () => {
  it('[A101] stops the start with an error that names it', () => {
    expect(() => routesOf([ForgetfulController])).toThrow(
      'ForgetfulController.list does not declare its audience with @Operation()',
    );
  });
});
