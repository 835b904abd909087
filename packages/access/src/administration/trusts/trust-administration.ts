import type { AccessState, AccessStore, Page, RecordsRequest, TrustRecord, TrustRule } from '@lading/core';
import type { AccessFiles } from '../../live/access-files.js';
import { robotsByName } from '../../live/state-index.js';
import { explainToken, type TokenExplanation } from '../../trust/explain/explain-token.js';
import { type Claims, isShallow } from '../../trust-rule/claim.js';
import type { TrustEntry } from '../../trust-rule/trust-entry.js';
import { TrustRules } from '../../trust-rule/trust-rules.js';
import type { AdministrationContext } from '../administration-context.js';
import { AdministrationError } from '../administration-error.js';
import type { Changes } from '../change/changes.js';
import { type Expectation, notFound, requireExpected } from '../change/expectation.js';
import type { GrantedChange } from '../change/granted-change.js';
import { putRecord } from '../change/put-record.js';
import { type TrustInput, trustInput } from '../input/inputs.js';
import { parseInput } from '../input/parse-input.js';
import { visiblePage } from '../page/visible-page.js';
import type { ActorRights } from '../rights/actor-rights.js';
import { managedRobot, requireNotBeyond } from '../robots/managed-robot.js';

interface TrustAdministrationOptions {
  readonly store: AccessStore;
  readonly changes: Changes;
  readonly files: () => AccessFiles;
  /** The issuer of the bearer tokens that the registry takes anyway. */
  readonly ownIssuer?: string | undefined;
}

/**
 * Trust rules of the database, by which workloads sign in as robots. An actor who manages a robot manages its trust rules, which
 * are like secrets of the robot.
 */
export class TrustAdministration {
  constructor(private readonly options: TrustAdministrationOptions) {}

  /** Those that the actor manages. */
  async list(context: AdministrationContext, request: RecordsRequest): Promise<Page<TrustRecord>> {
    const isVisible = await this.visibility(context);
    return visiblePage(this.options.store.trusts, request, { isVisible, keyOf: ({ id }) => id });
  }

  /** The rules of files that the actor would manage if they were in the database. */
  async listOfFiles(context: AdministrationContext): Promise<readonly TrustEntry[]> {
    const isVisible = await this.visibility(context);
    return (this.options.files().trusts ?? []).filter(isVisible);
  }

  /** @throws AdministrationError `NOT_FOUND` */
  async get(context: AdministrationContext, id: string): Promise<TrustRecord> {
    const isVisible = await this.visibility(context);
    const found = await this.options.store.trusts.find(id);
    if (found === undefined || !isVisible(found)) throw notFound(`trust rule ${id}`);
    return found;
  }

  /** @throws AdministrationError `LIMIT` if the actor manages only a part of the registry, and that part has 1,000 trust rules */
  async create(context: AdministrationContext, input: TrustInput): Promise<TrustRecord> {
    const values = parseInput(trustInput, input);
    return this.options.changes.makeAfterSignIn(context, async (change) => {
      this.requireMayUse(change, values);
      requireRoom(change);
      const kind = { kind: 'trust', records: change.records.trusts };
      return (await putRecord(change, kind, { found: undefined, values })).record;
    });
  }

  /**
   * Workloads that have signed in by the rule as it was are signed out.
   * @throws AdministrationError `READ_ONLY` if it is a rule of a file
   */
  async replace(
    context: AdministrationContext,
    id: string,
    input: TrustInput,
    expected?: Expectation,
  ): Promise<TrustRecord> {
    const values = parseInput(trustInput, input);
    return this.options.changes.makeAfterSignIn(context, async (change) => {
      const found = this.find(change, id);
      requireExpected(found, expected, `the trust rule ${id}`);
      this.requireMayUse(change, values);
      const kind = { kind: 'trust', records: change.records.trusts };
      return (await putRecord(change, kind, { found, values })).record;
    });
  }

  /** Signs out the workloads that have signed in by the rule. @throws AdministrationError `READ_ONLY` if it is a rule of a file */
  async delete(context: AdministrationContext, id: string, expected?: Expectation): Promise<void> {
    return this.options.changes.makeAfterSignIn(context, async (change) => {
      const { issuer, audience, claims, robot, ...found } = this.find(change, id);
      requireExpected(found, expected, `the trust rule ${id}`);
      await change.records.trusts.delete(id);
      change.audit('trust.deleted', id, { issuer, audience, claims, robot });
    });
  }

  /**
   * Explains which robot a token with these claims signs in, by the rules that the actor manages.
   * @param robot the user name that the client would send; empty if none
   * @throws AdministrationError `INVALID` if the claims are nested too deeply
   */
  async explain(context: AdministrationContext, claims: Claims, robot = ''): Promise<TokenExplanation> {
    if (!isShallow(claims)) throw new AdministrationError('INVALID', 'claims: are nested too deeply', 'claims');
    const { rights, state } = await this.options.changes.read(context);
    const all = [...(this.options.files().trusts ?? []), ...state.trusts];
    const rules = all.filter((trust) => manages(rights, state, trust.robot));
    return explainToken(new TrustRules(rules), claims, robot, state.now.getTime());
  }

  private async visibility(context: AdministrationContext): Promise<(trust: { readonly robot: string }) => boolean> {
    const { rights, state } = await this.options.changes.read(context);
    return ({ robot }) => manages(rights, state, robot);
  }

  private find({ state, rights }: GrantedChange, id: string): TrustRecord {
    const ofFile = this.options.files().trusts?.find((trust) => trust.id === id);
    if (ofFile !== undefined && manages(rights, state, ofFile.robot))
      throw new AdministrationError('READ_ONLY', `the trust rule ${id} is in a file: change it there`);
    const found = state.trusts.find((trust) => trust.id === id);
    if (found === undefined || !manages(rights, state, found.robot)) throw notFound(`trust rule ${id}`);
    return found;
  }

  private requireMayUse(change: GrantedChange, { robot, issuer }: Pick<TrustRule, 'robot' | 'issuer'>): void {
    if (issuer === this.options.ownIssuer)
      throw new AdministrationError('INVALID', 'issuer: is that of the bearer tokens of this registry', 'issuer');
    if (managedRobot(change, robot) === undefined) throw notFound(`robot ${robot}`);
    requireNotBeyond(change, robot, this.options.files());
  }
}

/** The most trust rules for the robots that an actor manages, unless it manages the whole registry. */
const mostTrustsOfPart = 1000;

function requireRoom({ rights, state }: GrantedChange): void {
  if (rights.isAdministrator || state.trusts.length < mostTrustsOfPart) return;
  const managed = state.trusts.filter(({ robot }) => manages(rights, state, robot));
  if (managed.length >= mostTrustsOfPart)
    throw new AdministrationError(
      'LIMIT',
      `there are ${mostTrustsOfPart} trust rules for what you manage: delete some first`,
    );
}

/** Administrators of the whole registry manage robots without a record, which only rules of files name. */
function manages(rights: ActorRights, { robots }: AccessState, name: string): boolean {
  const robot = robotsByName(robots).get(name);
  return robot === undefined ? rights.isAdministrator : rights.manages([robot.namespace]);
}
