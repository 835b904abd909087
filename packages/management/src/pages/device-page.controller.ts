import { type Access, type AdministrationContext, type FindDeviceOutcome, parseUserCode } from '@lading/access';
import { Get, Inject, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { devicePaths } from '../device/device-paths.js';
import { Asker } from '../guard/asker.js';
import { MANAGED_ACCESS } from '../options/management.tokens.js';
import { Problem } from '../problem/problem.js';
import { approvalPage, codePage, decidedPage } from './device-page.js';
import type { Html } from './html.js';
import { Page } from './page.decorator.js';
import { PageAnswer } from './page-answer.js';
import { PageController } from './page-controller.decorator.js';
import { textOf } from './page-request.js';

/**
 * The page on which a person approves a device (RFC 8628, section 3.3). A link only fills in the code. If it also looked up the
 * code, another site could use up the attempts of its visitors.
 */
@PageController(devicePaths.page)
export class DevicePageController {
  constructor(@Inject(MANAGED_ACCESS) private readonly access: Access) {}

  @Get()
  @Page('user')
  show(@Asker() { identity }: AdministrationContext, @Req() request: FastifyRequest): PageAnswer {
    const code = parseUserCode(textOf(request.query, 'user_code') ?? '');
    return PageAnswer.of(codePage({ user: identity.name, ...(code !== undefined && { code }) }));
  }

  @Post()
  @Page('user')
  async decide(@Asker() asker: AdministrationContext, @Req() request: FastifyRequest): Promise<PageAnswer> {
    const { devices } = this.access;
    const user = asker.identity.name;
    const code = parseUserCode(textOf(request.body, 'user_code') ?? '');
    if (code === undefined) return wrongCode(user, 'This is not a code. A code has eight letters, such as BCDF-GHJK.');
    const answer = (outcome: FindDeviceOutcome, page: (device: DeviceOf) => Html) => answerOf(user, outcome, page);
    switch (textOf(request.body, 'decision')) {
      case undefined:
        return answer(await devices.find(asker, code), (device) => approvalPage({ user, code, device }));
      case 'approve':
        return answer(await devices.approve(asker, code), (device) => decidedPage({ user, isApproved: true, device }));
      case 'deny':
        return answer(await devices.deny(asker, code), (device) => decidedPage({ user, isApproved: false, device }));
      default:
        throw new Problem('INVALID', 'There is no such decision.');
    }
  }
}

type DeviceOf = Extract<FindDeviceOutcome, { readonly outcome: 'found' }>['device'];

function answerOf(user: string, outcome: FindDeviceOutcome, page: (device: DeviceOf) => Html): PageAnswer {
  if (outcome.outcome === 'found') return PageAnswer.of(page(outcome.device));
  if (outcome.outcome === 'unknown')
    return wrongCode(user, 'No device is waiting with this code. Check the code, or start again on the device.');
  const { retryAfterSeconds } = outcome;
  throw new Problem('TOO_MANY_REQUESTS', 'Too many wrong codes. Try again later.', { retryAfterSeconds });
}

function wrongCode(user: string, message: string): PageAnswer {
  return PageAnswer.of(codePage({ user, message }), 400);
}
