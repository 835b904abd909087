#!/usr/bin/env node
import { runCommandLine } from './command-line.js';

// Starts when it is run, and when another program imports it. What is still open then is nobody's any more.
process.exit(await runCommandLine(process.argv.slice(2)));
