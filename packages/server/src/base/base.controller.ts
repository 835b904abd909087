import { Get } from '@nestjs/common';
import { RequiresLogin } from '../access/requires.decorator.js';
import { jsonResponse, type OciResponse } from '../http/response/oci-response.js';
import { RegistryController } from '../http/routing/registry-controller.decorator.js';

/** `GET /v2/`: that this is a registry, and whether one must log in (VER-01, VER-02). */
@RegistryController('v2')
export class BaseController {
  @Get()
  @RequiresLogin()
  ping(): OciResponse {
    return jsonResponse(200, {});
  }
}
