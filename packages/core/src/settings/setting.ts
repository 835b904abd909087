/** The documentation of a setting. Names of settings in backticks become links. */
interface Documentation {
  readonly description: string;
  readonly unit?: 'bytes' | 'seconds';
}

interface Range {
  /** The smallest and the largest value, both allowed. */
  readonly least: number;
  readonly most: number;
}

/** A setting that is true or false. */
export interface TruthSetting extends Documentation {
  readonly type: 'truth';
  readonly default: boolean;
}

/** A setting that is a whole number. */
export interface NumberSetting extends Documentation, Range {
  readonly type: 'number';
  readonly default: number;
}

/** A setting that is a whole number or `unlimited`. */
export interface LimitSetting extends Documentation, Range {
  readonly type: 'limit';
  /** `undefined` for no limit. */
  readonly default: number | undefined;
}

/** A setting as data: its type, default, range and documentation. Options, configuration and documentation derive from it. */
export type Setting = TruthSetting | NumberSetting | LimitSetting;

/** Settings by name. */
export type SettingDefinitions = Readonly<Record<string, Setting>>;

/** The values of settings as an application gives them. One that is absent or `undefined` has its default. */
export type SettingsInput<Definitions extends SettingDefinitions> = {
  readonly [Name in keyof Definitions]?: InputOf<Definitions[Name]> | undefined;
};

/** The values of settings with their defaults. A limit that is `undefined` is no limit. */
export type SettingsOf<Definitions extends SettingDefinitions> = {
  readonly [Name in keyof Definitions]: ValueOf<Definitions[Name]>;
};

type InputOf<One extends Setting> = One extends TruthSetting
  ? boolean
  : One extends NumberSetting
    ? number
    : number | 'unlimited';
type ValueOf<One extends Setting> = One extends TruthSetting
  ? boolean
  : One extends NumberSetting
    ? number
    : number | undefined;

export function truthSetting(setting: Omit<TruthSetting, 'type'>): TruthSetting {
  return { type: 'truth', ...setting };
}

export function numberSetting(setting: Omit<NumberSetting, 'type'>): NumberSetting {
  return { type: 'number', ...setting };
}

export function limitSetting(setting: Omit<LimitSetting, 'type'>): LimitSetting {
  return { type: 'limit', ...setting };
}
