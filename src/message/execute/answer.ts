import { answerText } from '../../knowledge/answer.js';
import { speech } from '../reply/audience.js';
import type { Executor } from './executor.js';

/** Tells a stored answer with its source; no ticket is opened. */
export const answer: Executor<'answer'> = async (doing, { entry }, { message, room, sender }) => {
  const to = room === null ? { person: sender.id } : { room: room.id };
  const text = answerText(entry, doing.words);
  await doing.say(
    speech(
      { to, audience: room === null ? 'person' : 'residents', purpose: 'answer', lane: 'answer', text },
      { replyTo: message.id, mentions: [sender.id], onceKey: `answer:${message.id}` },
    ),
  );
};
