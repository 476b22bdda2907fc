import { toSpeaker } from '../reply/audience.js';
import type { Executor } from './executor.js';

/** What was told in private by voice or film can't be read: the person is asked for words, so that nothing told is lost unseen. */
export const askForWords: Executor<'ask-for-words'> = async (doing, _decision, { message }) => {
  await doing.say(toSpeaker(message, 'ask', doing.words('ticket.askForWords')));
};
