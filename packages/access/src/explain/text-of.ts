import type { Identity } from '@lading/core';
import { rightInWords } from '../policy/rights.js';
import type { Explanation, NearMiss } from './explanation.js';

type Reasons = Omit<Explanation, 'text'>;

/** Explains in words, such as `user:ada may not push to team/app: rule file:2 denies it.` */
export function textOf(reasons: Reasons): string {
  const { decision, question } = reasons;
  const may = decision.isAllowed ? 'may' : 'may not';
  const wish = `${subjectOf(question.identity)} ${may} ${rightInWords[question.right]} ${question.repository}`;
  return `${wish}: ${reasonOf(reasons)}.${reasons.nearest === undefined ? '' : ` ${nearMiss(reasons.nearest, reasons)}.`}`;
}

function reasonOf({ decision, denying: [denial], allowing: [allowance], cutOffBy }: Reasons): string {
  if (cutOffBy === 'account') return 'the account is disabled or expired';
  if (cutOffBy === 'credential') return 'the credential is revoked or expired, or belongs to another account';
  if (denial !== undefined) return `rule ${denial.id} denies it`;
  if (allowance === undefined) return 'no rule allows it';
  const allows = `rule ${allowance.id} allows it`;
  return decision.isOutOfScope ? `${allows}, but the scopes of the credential do not` : allows;
}

function nearMiss({ rule, differs }: NearMiss, { question, at }: Reasons): string {
  const { who, where, what, when } = rule;
  const differences = {
    who: `is for ${who.join(', ')}, not for ${subjectOf(question.identity)}`,
    where: `is for ${where.join(', ')}, which does not match ${question.repository}`,
    what: `allows ${what.join(', ')}, not ${question.right}`,
    when: `holds ${conditionOf(when)}; the question is from ${question.address || 'an unknown address'} at ${at.toISOString()}`,
  };
  return `Rule ${rule.id} comes closest, but it ${differences[differs]}`;
}

function conditionOf(when: NearMiss['rule']['when']): string {
  const parts = [
    when?.addresses && `from ${when.addresses.join(', ')}`,
    when?.notBefore && `not before ${when.notBefore.toISOString()}`,
    when?.notAfter && `not after ${when.notAfter.toISOString()}`,
  ];
  return parts.filter(Boolean).join(', ');
}

function subjectOf(identity: Identity): string {
  return identity.kind === 'anonymous' ? identity.kind : `${identity.kind}:${identity.name}`;
}
