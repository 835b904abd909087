#!/usr/bin/env node
import { runCommand } from './run-command.js';

const { stdin, stdout, stderr, env } = process;
process.exitCode = await runCommand(process.argv.slice(2), { stdin, stdout, stderr, environment: env });
