import {
  type Access,
  type ActorRights,
  type AdministrationContext,
  type Explanation,
  type PolicyRule,
  right,
} from '@lading/access';
import { anonymous, type Identity, parseRepositoryName, type RepositoryName } from '@lading/core';
import { Get, Inject, Query } from '@nestjs/common';
import { z } from 'zod';
import { ManagementController } from '../controller/management-controller.decorator.js';
import { Asker } from '../guard/asker.js';
import { plainText } from '../input/page-query.js';
import { Parsed } from '../input/parsed.pipe.js';
import { MANAGED_ACCESS } from '../options/management.tokens.js';
import { Problem } from '../problem/problem.js';
import { Operation } from '../route/operation.decorator.js';
import { explanation } from '../schema/answers.js';

const repository = z.string().transform((text, { addIssue }): RepositoryName => {
  try {
    return parseRepositoryName(text);
  } catch (error) {
    addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

const question = z.strictObject({
  /** `anonymous`, `user:NAME` or `robot:NAME`; yourself if absent. */
  who: plainText.regex(/^(anonymous|(user|robot):.+)$/, 'must be anonymous, user:NAME or robot:NAME').optional(),
  repository,
  right,
  address: z.union([z.ipv4(), z.ipv6()]).optional(),
});

@ManagementController('explain')
export class ExplainController {
  constructor(@Inject(MANAGED_ACCESS) private readonly access: Access) {}

  /** Rules name other accounts, so a user sees only the rules whose patterns it manages. */
  @Get()
  @Operation({
    summary: 'Says why somebody may do something, or not',
    audience: 'user',
    query: question,
    answer: explanation,
  })
  async explain(
    @Asker() asker: AdministrationContext,
    @Query(new Parsed(question)) {
      who,
      repository,
      right,
      address = asker.client?.address ?? '',
    }: z.output<typeof question>,
  ): Promise<z.input<typeof explanation>> {
    const rights = await this.access.administration.rightsOf(asker);
    const managesIt = rights.manages([repository]);
    const isOwn = who === undefined || who === `user:${asker.identity.name}`;
    if (!isOwn && !managesIt)
      throw new Problem('FORBIDDEN', 'you may only ask about yourself, or about repositories that you manage');
    const identity = isOwn ? asker.identity : this.identityOf(who);
    const explained = this.access.explain({ identity, repository, right, address });
    const verdict = { isAllowed: explained.decision.isAllowed, cutOffBy: explained.cutOffBy };
    return (managesIt ? { ...verdict, ...visibleTo(rights, explained) } : verdict) as z.input<typeof explanation>;
  }

  private identityOf(who: string): Identity {
    if (who === 'anonymous') return anonymous;
    const [kind, name] = [who.slice(0, who.indexOf(':')) as 'user' | 'robot', who.slice(who.indexOf(':') + 1)];
    return this.access.live.view.identify({ kind, name }) ?? { kind, name };
  }
}

/** The text names the nearest rule with all its patterns, and other rules only by their ids. */
function visibleTo(rights: ActorRights, { text, allowing, denying, nearest }: Explanation): Partial<Explanation> {
  const isVisible = ({ where }: PolicyRule) => rights.manages(where);
  const rules = { allowing: allowing.filter(isVisible), denying: denying.filter(isVisible) };
  return nearest !== undefined && !isVisible(nearest.rule) ? rules : { ...rules, nearest, text };
}
