/** A process with nothing in it: what any other costs before it does anything. */
import { answerWith, residentMiB } from '../../fresh-process.js';

answerWith(() => Promise.resolve({ residentMiB: residentMiB() }));
