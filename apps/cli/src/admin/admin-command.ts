import { Command } from 'commander';
import { auditCommand } from './audit.js';
import { createCommand } from './create.js';
import { explainCommand } from './explain.js';
import { groupsCommand } from './groups.js';
import { keysCommand } from './keys.js';
import { robotsCommand } from './robots.js';
import { rulesCommand } from './rules.js';
import { sessionsCommand } from './sessions.js';
import { tokensCommand } from './tokens.js';
import { trustsCommand } from './trusts.js';
import { usersCommand } from './users.js';

/** All commands that manage a Lading registry. */
export function adminCommand(): Command {
  return new Command('admin')
    .description('Manage users, robots, tokens and rules of a Lading registry')
    .addCommand(createCommand())
    .addCommand(usersCommand())
    .addCommand(groupsCommand())
    .addCommand(robotsCommand())
    .addCommand(tokensCommand())
    .addCommand(rulesCommand())
    .addCommand(trustsCommand())
    .addCommand(explainCommand())
    .addCommand(sessionsCommand())
    .addCommand(keysCommand())
    .addCommand(auditCommand());
}
