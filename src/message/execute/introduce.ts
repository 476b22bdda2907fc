import { setSetting } from '../../store/settings.js';
import { toSpeaker } from '../reply/audience.js';
import type { Executor } from './executor.js';

/** Tells a person once, in private, what the bot is for. */
export const introduce: Executor<'introduce'> = async (doing, _decision, { message, sender }) => {
  await setSetting(doing.tx, `introduced:${sender.id}`, String(doing.now));
  await doing.say(toSpeaker(message, 'welcome', doing.words('ticket.introduce')));
};
