import { checkOptions, type OptionRules, resolveSettings, settingNameRules, settingRules } from '@lading/core';
import { checkBlobStore, checkHook, checkMetadataStore, checkTasks } from '@lading/engine';
import { checkAccessControl } from './access/check-access-control.js';
import type { RegistryOptions, ResolvedRegistryOptions } from './registry.options.js';
import { registrySettings } from './settings/registry-settings.js';

const rules = {
  blobStore: 'object',
  metadataStore: 'object',
  access: 'object',
  hooks: 'array?',
  runTasks: 'boolean?',
  tasks: 'array?',
  onTaskRun: 'function?',
  mayFollowRedirect: 'function?',
  settingNames: settingNameRules(registrySettings),
  ...settingRules(registrySettings),
} as const satisfies OptionRules<RegistryOptions>;

/**
 * Fills in the defaults, and refuses at start what would fail at the first request.
 * @throws TypeError that names the option
 */
export function resolveRegistryOptions(options: RegistryOptions): ResolvedRegistryOptions {
  checkOptions('RegistryModule', options, rules);
  checkBlobStore('RegistryModule: blobStore', options.blobStore);
  checkMetadataStore('RegistryModule: metadataStore', options.metadataStore);
  checkAccessControl(options.access);
  const { blobStore, metadataStore, access, hooks = [] } = options;
  const { runTasks = true, tasks = [], onTaskRun, mayFollowRedirect = () => true, settingNames = {} } = options;
  for (const [index, hook] of hooks.entries()) checkHook(hook, `RegistryModule: hooks[${index}]`);
  checkTasks(tasks, 'RegistryModule: tasks');
  const settings = resolveSettings('RegistryModule', registrySettings, options);
  const ports = { blobStore, metadataStore, access, hooks };
  return { ...ports, runTasks, tasks, onTaskRun, mayFollowRedirect, settings, settingNames };
}
