import type { AccessRule, AccessStore, Page, RecordsRequest, RuleRecord } from '@lading/core';
import type { AccessFiles } from '../../live/access-files.js';
import type { PolicyRule } from '../../policy/policy-rule.js';
import type { AdministrationContext } from '../administration-context.js';
import { AdministrationError } from '../administration-error.js';
import type { Changes } from '../change/changes.js';
import { type Expectation, notFound, requireExpected } from '../change/expectation.js';
import type { GrantedChange } from '../change/granted-change.js';
import { putRecord } from '../change/put-record.js';
import { type RuleInput, ruleInput } from '../input/inputs.js';
import { parseInput } from '../input/parse-input.js';
import { visiblePage } from '../page/visible-page.js';
import type { ActorRights } from '../rights/actor-rights.js';

interface RuleAdministrationOptions {
  readonly store: AccessStore;
  readonly changes: Changes;
  readonly files: () => AccessFiles;
}

/** The most rules for the repositories that an actor manages, unless it manages the whole registry. */
const mostRulesOfPart = 1000;

/**
 * Rules of the database. An actor with the right `admin` on all patterns of a rule manages the rule. It cannot give rights that
 * it does not have, neither by a rule that allows them nor by the end of a rule that denies them.
 */
export class RuleAdministration {
  constructor(private readonly options: RuleAdministrationOptions) {}

  /** Those that the actor manages. */
  async list(context: AdministrationContext, request: RecordsRequest): Promise<Page<RuleRecord>> {
    const rights = await this.options.changes.rightsOf(context);
    if (!rights.isAdministratorOfPart) return { items: [], hasMore: false };
    const isVisible = ({ where }: AccessRule) => rights.manages(where);
    return visiblePage(this.options.store.rules, request, { isVisible, keyOf: ({ id }) => id });
  }

  /** The rules of files that the actor would manage if they were in the database. */
  async listOfFiles(context: AdministrationContext): Promise<readonly PolicyRule[]> {
    const rights = await this.options.changes.rightsOf(context);
    return this.options.files().rules.filter(({ where }) => rights.manages(where));
  }

  /** @throws AdministrationError `NOT_FOUND` */
  async get(context: AdministrationContext, id: string): Promise<RuleRecord> {
    const rights = await this.options.changes.rightsOf(context);
    return requireVisible(await this.options.store.rules.find(id), id, rights);
  }

  /** @throws AdministrationError `LIMIT` if the actor manages a part of the registry for which there are 1,000 rules */
  async create(context: AdministrationContext, input: RuleInput): Promise<RuleRecord> {
    const values = parseInput(ruleInput, input);
    return this.options.changes.makeAfterSignIn(context, async (change) => {
      requireMayWrite(change.rights, values);
      requireRoom(change);
      return this.write(change, undefined, values);
    });
  }

  /** @throws AdministrationError `READ_ONLY` if it is a rule of a file */
  async replace(
    context: AdministrationContext,
    id: string,
    input: RuleInput,
    expected?: Expectation,
  ): Promise<RuleRecord> {
    const values = parseInput(ruleInput, input);
    return this.options.changes.makeAfterSignIn(context, async (change) => {
      const found = await this.find(change, id);
      requireExpected(found, expected, `the rule ${id}`);
      requireMayWrite(change.rights, found);
      requireMayWrite(change.rights, values);
      return this.write(change, found, values);
    });
  }

  /** @throws AdministrationError `READ_ONLY` if it is a rule of a file */
  async delete(context: AdministrationContext, id: string, expected?: Expectation): Promise<void> {
    return this.options.changes.makeAfterSignIn(context, async (change) => {
      const found = await this.find(change, id);
      requireExpected(found, expected, `the rule ${id}`);
      requireMayWrite(change.rights, found);
      await change.records.rules.delete(id);
      change.audit('rule.deleted', id, { rule: ruleOf(found) });
    });
  }

  private async find(change: GrantedChange, id: string): Promise<RuleRecord> {
    const ofFile = this.options.files().rules.find((rule) => rule.id === id);
    if (ofFile !== undefined && change.rights.manages(ofFile.where))
      throw new AdministrationError('READ_ONLY', `the rule ${id} is in a file: change it there`);
    return requireVisible(
      change.state.rules.find((rule) => rule.id === id),
      id,
      change.rights,
    );
  }

  private async write(
    change: GrantedChange,
    found: RuleRecord | undefined,
    values: AccessRule & { description?: string | undefined },
  ): Promise<RuleRecord> {
    const { description, effect, who, where, what, when } = values;
    const kind = { kind: 'rule', records: change.records.rules };
    const rule = { description, effect, who, where, what, when };
    return (await putRecord(change, kind, { found, values: rule })).record;
  }
}

function ruleOf({ effect, who, where, what, when }: AccessRule): AccessRule {
  return { effect, who, where, what, when };
}

function requireVisible(found: RuleRecord | undefined, id: string, rights: ActorRights): RuleRecord {
  if (found === undefined || !rights.manages(found.where)) throw notFound(`rule ${id}`);
  return found;
}

/**
 * Limits the rules that an actor of a part of the registry can add: every process keeps all rules in memory, and compares requests
 * with them.
 * @throws AdministrationError `LIMIT`
 */
function requireRoom({ rights, state }: GrantedChange): void {
  if (rights.isAdministrator || state.rules.length < mostRulesOfPart) return;
  const managed = state.rules.filter(({ where }) => rights.manages(where));
  if (managed.length >= mostRulesOfPart)
    throw new AdministrationError('LIMIT', `there are ${mostRulesOfPart} rules for what you manage: delete some first`);
}

/**
 * A new rule that allows rights gives them, and so does the removal of a rule that denies them.
 * @throws AdministrationError `FORBIDDEN` if the actor does not manage the patterns, or does not have the rights itself
 */
function requireMayWrite(rights: ActorRights, { where, what }: AccessRule): void {
  if (!rights.manages(where))
    throw new AdministrationError('FORBIDDEN', 'you need the right "admin" on all of these repositories', 'where');
  if (!rights.mayGive(what, where))
    throw new AdministrationError('FORBIDDEN', 'you do not have all of these rights yourself', 'what');
}
