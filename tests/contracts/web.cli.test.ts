import { webDouble } from '../support/web/double.js';
import { adapterContract } from './adapters.js';

await adapterContract('web', webDouble);
