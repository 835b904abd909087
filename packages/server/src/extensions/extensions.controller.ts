import { Get } from '@nestjs/common';
import { RequiresLogin } from '../access/requires.decorator.js';
import { jsonResponse, type OciResponse } from '../http/response/oci-response.js';
import { RegistryController } from '../http/routing/registry-controller.decorator.js';

const extensions = [
  {
    name: '_oci',
    url: 'https://github.com/opencontainers/distribution-spec/blob/main/extensions/_oci.md',
    description: 'which extensions this registry has',
    endpoints: ['_oci/ext/discover'],
  },
];

/** `/v2/_oci/ext/discover` (EXT-04). */
@RegistryController('v2/_oci/ext/discover')
export class ExtensionsController {
  @Get()
  @RequiresLogin()
  discover(): OciResponse {
    return jsonResponse(200, { extensions });
  }
}
