import { AuditController } from '../audit/audit.controller.js';
import { DeviceController } from '../device/device.controller.js';
import { ServerMetadataController } from '../device/server-metadata.controller.js';
import { ExplainController } from '../explain/explain.controller.js';
import { GroupsController } from '../groups/groups.controller.js';
import { KeysController } from '../keys/keys.controller.js';
import { MeController } from '../me/me.controller.js';
import { OpenApiController } from '../openapi/openapi.controller.js';
import { AccountController } from '../pages/account.controller.js';
import { DevicePageController } from '../pages/device-page.controller.js';
import { LoginController } from '../pages/login.controller.js';
import { LogoutController } from '../pages/logout.controller.js';
import { StyleController } from '../pages/style.controller.js';
import { ProviderLoginController } from '../provider-login/provider-login.controller.js';
import { ProvidersController } from '../provider-login/providers.controller.js';
import { RobotSecretsController } from '../robots/robot-secrets.controller.js';
import { RobotsController } from '../robots/robots.controller.js';
import { FileRulesController } from '../rules/file-rules.controller.js';
import { RulesController } from '../rules/rules.controller.js';
import { SessionsController } from '../sessions/sessions.controller.js';
import { TokensController } from '../tokens/tokens.controller.js';
import { FileTrustsController } from '../trusts/file-trusts.controller.js';
import { TrustsController } from '../trusts/trusts.controller.js';
import { UsersController } from '../users/users.controller.js';

/** All controllers of the API. */
export const controllers = [
  MeController,
  UsersController,
  GroupsController,
  RobotsController,
  RobotSecretsController,
  TokensController,
  RulesController,
  FileRulesController,
  TrustsController,
  FileTrustsController,
  ExplainController,
  SessionsController,
  ProvidersController,
  KeysController,
  AuditController,
  OpenApiController,
];

/** The endpoints of the device flow, which have the form of OAuth 2 and are outside the API. */
export const deviceControllers = [DeviceController, ServerMetadataController];

/** The redirects of a sign-in through an identity provider. */
export const providerLoginControllers = [ProviderLoginController];

/** Pages for people. */
export const pageControllers = [LoginController, LogoutController, DevicePageController, AccountController];

export const assetControllers = [StyleController];
