import { speech } from '../reply/audience.js';
import type { Executor } from './executor.js';

/** What was told in private by voice or film can't be read: the person is asked for words, so that nothing told is lost unseen. */
export const askForWords: Executor<'ask-for-words'> = async (doing, _decision, { message, sender }) => {
  await doing.say(
    speech(
      {
        to: { person: sender.id },
        audience: 'person',
        purpose: 'ask',
        lane: 'answer',
        text: doing.words('ticket.askForWords'),
      },
      { replyTo: message.id },
    ),
  );
};
