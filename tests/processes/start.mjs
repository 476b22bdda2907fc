// "weige start" with leases of another length, so that tests need not wait: node start.mjs, by WEIGE_TEST_LENGTHS, a LeaseLengths as JSON.
import { start } from '../../dist/src/cli/start.js';
import { loadConfig } from '../../dist/src/config/load.js';
import { untilToldToEnd } from '../../dist/src/operation/ending.js';

const told = untilToldToEnd();
const running = await start(loadConfig(), JSON.parse(process.env['WEIGE_TEST_LENGTHS']));
await told;
await running.stop();
